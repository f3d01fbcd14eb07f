namespace Fanout.Ingest.Adapters;

/// <summary>Finds the files behind the paths of a command line.</summary>
public static class FeedFiles
{
    // Deep enough for any archive by season, competition and day; ends a loop of links.
    private const int FolderDepthMax = 16;

    /// <summary>
    /// Files as given, folders with all that is in them by ordinal order of path. A file that is reached twice is read once.
    /// A path where nothing is, is reported.
    /// </summary>
    public static IReadOnlyList<FeedFile> Find(IEnumerable<string> paths, Action<ReadProblem> report)
    {
        var files = new List<FeedFile>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            if (Directory.Exists(path)) AddFolder(path);
            else if (File.Exists(path)) Add(path, found: false);
            else report(new ReadProblem(ProblemKind.Unreadable, path, "", "no such file or folder"));
        }

        return files;

        void Add(string path, bool found)
        {
            if (seen.Add(Path.GetFullPath(path))) files.Add(FeedFile.OfPath(path, found));
        }

        void AddFolder(string folder)
        {
            var options = new EnumerationOptions
            {
                RecurseSubdirectories = true,
                MaxRecursionDepth = FolderDepthMax,
                IgnoreInaccessible = true,
            };
            foreach (var path in Directory.EnumerateFiles(folder, "*", options).Order(StringComparer.Ordinal))
                Add(path, found: true);
        }
    }
}
