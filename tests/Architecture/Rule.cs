namespace Architecture.Tests;

internal static class Rule
{
    /// <summary>Fails with every violation, one a line: collection assertions show the first few, cut short.</summary>
    public static void Holds(IEnumerable<string> violations) =>
        Assert.True(!violations.Any(), string.Join(Environment.NewLine, violations));
}
