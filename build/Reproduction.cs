using System.Security.Cryptography;

namespace Fanout.Build;

/// <summary>
/// Builds what is committed of Fanout.Protocol twice, in two folders, as <c>publish</c> builds it: whoever has the commit gets
/// the same bytes.
/// </summary>
internal static class Reproduction
{
    private const string Project = "Fanout.Protocol";

    /// <exception cref="CommandFailedException">The two differ, or could not be built.</exception>
    public static async Task CheckAsync()
    {
        string[] folders = [Repository.PathOf("artifacts", "reproduce", "one"), Repository.PathOf("artifacts", "reproduce", "two", "deeper")];
        foreach (var folder in folders)
        {
            await BuildAsync(folder);
        }

        foreach (var file in (string[])[$"{Project}.dll", $"{Project}.pdb"])
        {
            var hashes = folders.Select(folder => HashOf(Path.Combine(folder, Project, "bin", "Release", "net10.0", file))).Distinct().ToList();
            if (hashes.Count > 1)
            {
                throw new CommandFailedException($"{file} is not the same when it is built in another folder: SHA-256 {string.Join(" and ", hashes)}");
            }

            Console.WriteLine($"{file}: SHA-256 {hashes[0]}, twice");
        }
    }

    private static async Task BuildAsync(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        await Command.RunAsync("git", "clone", "--quiet", "--shared", "--sparse", Repository.Root, folder);
        await Command.RunAsync("git", "-C", folder, "sparse-checkout", "set", Project);
        await Command.RunAsync("dotnet", ["build", Path.Combine(folder, Project), "-c", "Release", "-v", "quiet", "-tl:off", .. Repeatable]);
    }

    /// <summary>Makes a build that has nothing of the machine in it (Directory.Build.props).</summary>
    public static string[] Repeatable => ["-p:ContinuousIntegrationBuild=true"];

    private static string HashOf(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
}
