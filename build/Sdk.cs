namespace Fanout.Build;

/// <summary>The TypeScript SDK, the widgets and the page: clients/js, through the scripts of its package.</summary>
internal static class Sdk
{
    private const string Folder = "clients/js";

    /// <summary>Installs what the lock file names; does nothing where that is done.</summary>
    /// <exception cref="ToolMissingException">Node is missing or too old.</exception>
    public static async Task RestoreAsync()
    {
        await Tool.RequireNodeAsync();
        var wanted = new FileInfo(Repository.PathOf("clients", "js", "package-lock.json"));
        var installed = new FileInfo(Repository.PathOf("clients", "js", "node_modules", ".package-lock.json"));
        if (!installed.Exists || installed.LastWriteTimeUtc < wanted.LastWriteTimeUtc)
        {
            await Command.RunAsync(Tool.Npm, "--prefix", Folder, "ci", "--loglevel=error", "--no-audit", "--no-fund");
        }
    }

    public static Task RunAsync(string script) => Command.RunAsync(Tool.Npm, ScriptArguments(script));

    public static Task TestAsync(TestRuns tests) => tests.RunAsync("Sdk", Tool.Npm, report =>
        [.. ScriptArguments("test"), "--", "--reporter=default", "--reporter=junit", $"--outputFile.junit={report}"], TestRuns.TimeMax);

    /// <summary>Puts what the last build bundled into a folder that holds nothing else.</summary>
    public static void CopyTo(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        var bundled = Repository.PathOf("clients", "js", "dist");
        foreach (var file in Directory.EnumerateFiles(bundled, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(bundled, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static string[] ScriptArguments(string script) => ["--prefix", Folder, "--silent", "run", script];
}
