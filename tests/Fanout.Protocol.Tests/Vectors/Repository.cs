namespace Fanout.Protocol.Tests.Vectors;

/// <summary>Where the files of the repository lie, seen from a test.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Vectors { get; } = Path.Combine(Root, "Fanout.Protocol", "vectors");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Fanout.sln"))) return folder.FullName;
        }
        throw new DirectoryNotFoundException($"no Fanout.sln above {AppContext.BaseDirectory}");
    }
}
