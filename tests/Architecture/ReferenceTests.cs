namespace Architecture.Tests;

/// <summary>What a project may refer to. References run one way: Server and Ingest meet at the log alone.</summary>
public sealed class ReferenceTests
{
    // Fanout.Server refers to Ingest for Program.cs alone (DependencyTests); the command line for normalising offline and
    // for what the writer's part of a log says, and to Log for verifying and copying logs without a server.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Fanout.Protocol"] = [],
        ["Fanout.Log"] = ["Fanout.Protocol"],
        ["Fanout.Ingest"] = ["Fanout.Log", "Fanout.Protocol"],
        ["Fanout.Server"] = ["Fanout.Ingest", "Fanout.Log", "Fanout.Protocol"],
        ["Fanout.Client"] = ["Fanout.Protocol"],
        ["Fanout.Cli"] = ["Fanout.Client", "Fanout.Ingest", "Fanout.Log", "Fanout.Protocol"],
        ["Build"] = [],
    };

    public static TheoryData<string> Products =>
        [.. ProjectFile.All.Where(project => project.IsProduct).Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Products))]
    public void A_project_refers_only_to_those_that_the_layout_allows_it(string name)
    {
        Assert.True(Allowed.TryGetValue(name, out var allowed), $"{name} is new: say here what it may refer to");
        Assert.Empty(ProjectFile.Named(name).References.Except(allowed));
    }

    [Theory]
    [InlineData("Fanout.Protocol")]
    [InlineData("Fanout.Log")]
    [InlineData("Fanout.Client")]
    public void What_clients_and_tools_share_needs_no_web_framework(string name) =>
        Assert.Empty(ProjectFile.Named(name).Frameworks);

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = SourceTree.Read("Fanout.sln").Replace('\\', '/');

        Assert.All(ProjectFile.All, project =>
            Assert.Contains($"\"{project.Path}\"", solution, StringComparison.Ordinal));
    }
}
