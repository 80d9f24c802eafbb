import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;

/** The peer in Java: each text in one field or two by Lucene's Arabic analyzer, one thread. `java -cp JARS LuceneBuild texts.gz folder 2`, one text a line. */
public class LuceneBuild {
    public static void main(String[] arguments) throws Exception {
        int fields = Integer.parseInt(arguments[2]);
        var config = new IndexWriterConfig(new ArabicAnalyzer()).setRAMBufferSizeMB(256);
        try (var writer = new IndexWriter(FSDirectory.open(Path.of(arguments[1])), config);
                var lines = new BufferedReader(new InputStreamReader(
                        new GZIPInputStream(new FileInputStream(arguments[0])), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                var document = new Document();
                document.add(new TextField("text", line, Field.Store.YES));
                if (fields == 2) {
                    document.add(new TextField("again", line, Field.Store.NO));
                }
                writer.addDocument(document);
            }
            writer.commit();
        }
    }
}
