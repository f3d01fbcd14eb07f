using Fanout.Ingest.Adapters;
using Fanout.Perf.Harness;

namespace Fanout.Perf.Wire;

/// <summary>Recordings of one provider, in a folder of shared/data beside the repository, as they stand in memory.</summary>
/// <param name="Name">The folder's.</param>
/// <param name="Files">All of its files.</param>
/// <param name="Bytes">How large they are together.</param>
internal sealed record RecordedFolder(string Name, IReadOnlyList<FeedFile> Files, long Bytes)
{
    /// <summary>Every folder there is, by name, each read when it is asked for.</summary>
    /// <exception cref="HarnessException">There is no shared/data.</exception>
    public static IEnumerable<RecordedFolder> All() =>
        Directory.EnumerateDirectories(PathOf("")).Order(StringComparer.Ordinal).Select(Load);

    /// <summary>Path of a folder within shared/data.</summary>
    /// <exception cref="HarnessException">There is none.</exception>
    public static string PathOf(string name)
    {
        for (var folder = new DirectoryInfo(Repository.Root); folder is not null; folder = folder.Parent)
        {
            var data = Path.Combine(folder.FullName, "shared", "data", name);
            if (Directory.Exists(data))
                return data;
        }
        throw new HarnessException($"shared/data/{name} is not beside the repository");
    }

    private static RecordedFolder Load(string path)
    {
        var files = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Where(static file => !file.EndsWith(".md", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .Select(static file => (Name: file, Bytes: File.ReadAllBytes(file)))
            .ToList();
        return new RecordedFolder(
            Path.GetFileName(path), [.. files.Select(static file => FeedFile.OfBytes(file.Name, file.Bytes))],
            files.Sum(static file => (long)file.Bytes.Length));
    }
}
