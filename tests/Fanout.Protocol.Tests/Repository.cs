namespace Fanout.Protocol.Tests;

/// <summary>Where the files of the repository lie, seen from a test.</summary>
internal static class Repository
{
    /// <summary>Set to 1 to write golden files instead of comparing them, after a change that is meant.</summary>
    public const string UpdateVariable = "FANOUT_UPDATE_GOLDEN";

    public static bool Updates { get; } = Environment.GetEnvironmentVariable(UpdateVariable) == "1";

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
