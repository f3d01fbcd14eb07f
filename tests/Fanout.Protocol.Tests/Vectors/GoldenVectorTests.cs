namespace Fanout.Protocol.Tests.Vectors;

public sealed class GoldenVectorTests
{
    [Fact]
    public void The_files_hold_what_the_protocol_makes()
    {
        var made = GoldenVectors.Files();
        if (Repository.Updates) Write(made);

        Assert.Equal(made.Keys, Paths());
        foreach (var (path, text) in made)
        {
            Assert.True(File.ReadAllText(Path.Combine(Repository.Vectors, path)) == text,
                $"vectors/{path} is not what the protocol makes; if that is meant, set {Repository.UpdateVariable}=1");
        }
    }

    // Those of websocket/ were not made by the code that they test (see the README beside them).
    private static IEnumerable<string> Paths() =>
        Directory.EnumerateFiles(Repository.Vectors, "*.json", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Vectors, path).Replace('\\', '/'))
            .Where(path => !path.StartsWith("websocket/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static void Write(SortedDictionary<string, string> files)
    {
        foreach (var (path, text) in files)
        {
            var full = Path.Combine(Repository.Vectors, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
        }
    }
}
