using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>The threat model names a test for each threat, and the tests that it names are there.</summary>
public sealed partial class SecurityPageTests
{
    private const string Page = "docs/security.md";

    private static readonly string[] Rows =
    [
        .. SourceTree.Read(Page).Split('\n')
            .SkipWhile(static line => !line.StartsWith("## Readers", StringComparison.Ordinal))
            .Where(static line => line.StartsWith('|') && !line.StartsWith("|---", StringComparison.Ordinal))
            .Where(static line => !line.StartsWith("| threat", StringComparison.Ordinal)),
    ];

    [GeneratedRegex("`(?<name>\\w+)`")]
    private static partial Regex Name { get; }

    [GeneratedRegex(@"\bclass (?<name>\w+)")]
    private static partial Regex Declaration { get; }

    [Fact]
    public void Every_threat_has_a_test()
    {
        Assert.NotEmpty(Rows);
        Rule.Holds(Rows.Where(static row => !TestsOf(row).Any()));
    }

    [Fact]
    public void Every_test_that_it_names_is_there()
    {
        var declared = SourceTree.Files(".cs")
            .Where(static file => file.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(static file => Declaration.Matches(SourceTree.Read(file)).Select(static found => found.Groups["name"].Value))
            .ToHashSet(StringComparer.Ordinal);
        Rule.Holds(
            from row in Rows
            from test in TestsOf(row)
            where !declared.Contains(test)
            select $"{Page} names {test}, which is no class of tests/");
    }

    /// <summary>Names in the last column of a row.</summary>
    private static IEnumerable<string> TestsOf(string row) =>
        Name.Matches(row.TrimEnd().TrimEnd('|').Split('|')[^1]).Select(static found => found.Groups["name"].Value);
}
