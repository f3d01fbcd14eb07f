using SharpFuzz;

namespace Fanout.Fuzz.Engine;

/// <summary>The assemblies whose branches are followed, and the loop in which afl-fuzz runs them.</summary>
internal static class Instrumented
{
    /// <summary>What reads the bytes, ours and that of others which is called for them.</summary>
    private static readonly string[] Assemblies =
    [
        "Fanout.Protocol.dll", "Fanout.Ingest.dll", "Fanout.Server.dll", "Google.Protobuf.dll",
        "Microsoft.IdentityModel.JsonWebTokens.dll", "Microsoft.IdentityModel.Tokens.dll",
    ];

    /// <summary>Copies this program into a folder, and has each branch of what it runs there tell that it was taken.</summary>
    /// <returns>Path of the copy.</returns>
    public static string CopyTo(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(AppContext.BaseDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        foreach (var assembly in Assemblies)
        {
            var types = Fuzzer.Instrument(Path.Combine(folder, assembly), static _ => true, Options.Value).Count();
            Console.WriteLine($"{assembly}: {types} types follow their branches");
        }
        return Path.Combine(folder, "Fanout.Fuzz.dll");
    }

    public static void Run(FuzzTarget target) => Fuzzer.Run(input =>
    {
        using var whole = new MemoryStream();
        input.CopyTo(whole);
        target.Check(whole.ToArray());
    });
}
