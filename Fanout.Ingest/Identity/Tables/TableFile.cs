namespace Fanout.Ingest.Identity.Tables;

/// <summary>The file of a table: read at start, and again whenever it was changed.</summary>
internal sealed class TableFile(string path)
{
    /// <summary>A million rows and more; what is larger is something else.</summary>
    private const long BytesMax = 64 * 1024 * 1024;

    private (DateTime WrittenAt, long Bytes) _read;

    /// <summary>Reads it if it was changed since; null: it was not, or cannot be used.</summary>
    /// <param name="faults">What is wrong with it, each with file, line and value.</param>
    public MappingTable? ReadChanged(out IReadOnlyList<string> faults)
    {
        faults = [];
        try
        {
            var file = new FileInfo(path);
            var now = (file.LastWriteTimeUtc, file.Exists ? file.Length : -1);
            if (now == _read) return null;
            _read = now;
            if (file.Exists && file.Length <= BytesMax) return MappingTable.Read(path, File.ReadAllText(path), out faults);
            faults = [file.Exists ? $"{path}: {file.Length} bytes exceed {BytesMax}" : $"{path}: there is no such file"];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _read = default;
            faults = [$"{path}: {failure.Message}"];
        }
        return null;
    }
}
