namespace Fanout.Build;

/// <summary>What the things that we publish are made of, as CycloneDX: a file each in <c>artifacts/sbom</c>.</summary>
internal static class Sbom
{
    /// <exception cref="CommandFailedException">A list could not be made.</exception>
    public static async Task WriteAsync()
    {
        var folder = Repository.PathOf("artifacts", "sbom");
        Directory.CreateDirectory(folder);
        await Command.RunAsync("dotnet", "tool", "restore", "--verbosity", "quiet");
        await OfProjectAsync("Fanout.Server/Fanout.Server.csproj", folder, "server");
        await OfProjectAsync("clients/cli/Fanout.Cli.csproj", folder, "cli");
        await OfSdkAsync(Path.Combine(folder, "js.cdx.json"));
    }

    /// <summary>Without what only the build needs, as analyzers.</summary>
    private static Task OfProjectAsync(string project, string folder, string name) => Command.RunAsync(
        "dotnet", "tool", "run", "dotnet-CycloneDX", "--", project, "--output", folder, "--filename", $"{name}.cdx.json",
        "--output-format", "Json", "--exclude-dev", "--disable-package-restore", "--set-name", name);

    /// <summary>From the lock file, without what only the build needs; npm does that itself.</summary>
    private static async Task OfSdkAsync(string file)
    {
        var list = await Command.OutputAsync(
            Tool.Npm, "--prefix", Repository.PathOf("clients", "js"), "sbom", "--sbom-format", "cyclonedx", "--sbom-type", "library", "--omit", "dev", "--package-lock-only");
        await File.WriteAllTextAsync(file, list ?? throw new CommandFailedException("'npm sbom' failed: npm 10 or newer is needed"));
    }
}
