namespace Fanout.Build;

/// <summary>
/// The test projects of one kind, found by folder. Each kind that there is becomes a target. Projects that are not named
/// <c>.Tests</c> are libraries of theirs.
/// </summary>
/// <param name="Needs">The targets that come first.</param>
/// <param name="Projects">Absolute paths of the project files.</param>
internal sealed record TestSuite(
    string Name, string Description, IReadOnlyList<string> Needs, IReadOnlyList<string> Projects)
{
    /// <summary>Kinds with a folder of their own, in the order in which they run. Other folders hold unit tests.</summary>
    private static readonly (string Folder, string Name, string Description, string[] Needs)[] Kinds =
    [
        ("Integration", "integration", "tests the whole system with real sockets and services", ["services", "build"]),
        ("Browser", "browser", "tests the page and the widgets in Chromium", ["chromium", "build"]),
        ("Conformance", "conformance", "tests the wire protocol from outside", ["build"]),
        ("Simulation", "simulate", "runs the system under seeded faults for a short time", ["build"]),
        ("Chaos", "soak", "runs faults with a crowd of clients, which takes about half an hour with both kinds of fuzz", ["services", "build", "fuzz", "fuzz-coverage"]),
    ];

    /// <summary>Whether it runs for so long that it is only run when asked for by name.</summary>
    public bool IsLong => Name == "soak";

    /// <summary>The suites below <paramref name="testsFolder"/> that have a project, unit tests first.</summary>
    public static IReadOnlyList<TestSuite> Find(string testsFolder)
    {
        var byFolder = Directory.GetFiles(testsFolder, "*.Tests.csproj", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .ToLookup(project => Path.GetRelativePath(testsFolder, project).Split(Path.DirectorySeparatorChar)[0]);
        var special = Kinds.Select(kind => kind.Folder).ToHashSet();
        var unit = byFolder.Where(folder => !special.Contains(folder.Key)).SelectMany(folder => folder);
        return
        [
            new("unit", "runs unit, property and architecture tests", ["services", "build"], [.. unit]),
            .. Kinds.Where(kind => byFolder.Contains(kind.Folder))
                .Select(kind => new TestSuite(kind.Name, kind.Description, kind.Needs, [.. byFolder[kind.Folder]])),
        ];
    }
}
