using Fanout.Ingest.Arbitration;

namespace Fanout.Ingest.Tests.Arbitration;

/// <summary>The worked example of docs/operations/arbitration.md happens as it is told.</summary>
public sealed class WorkedExampleTests
{
    [Fact]
    public void Every_decision_of_the_example_is_made_in_its_words()
    {
        var policy = new PolicyOptions { Silence = TimeSpan.FromSeconds(30) };
        policy.Feeds.Add(new PolicyFeedOptions { Name = "league", Authoritative = true });
        policy.Feeds.Add(new PolicyFeedOptions { Name = "backup" });
        policy.Feeds.Add(new PolicyFeedOptions { Name = "scout", Fast = true });
        var match = Covered.Live(new ArbitrationOptions { Policies = { policy } }, "league", "backup", "scout");

        match.Say("scout", """{"score":{"home":1,"away":0},"incident":{"id":"s-77","type":"goal","team":"home","player":"Nine","minute":23} }""");
        match.Pass(14, "league", "backup", "scout");
        match.Say("league", """{"score":{"home":1,"away":0},"incident":{"id":"l-1","type":"goal","method":"penalty","team":"home","player":"A. Nine","minute":24} }""");
        match.Say("backup", """{"score":{"home":1,"away":0},"incident":{"id":"b-1","type":"goal","team":"home","minute":23} }""");
        match.Pass(460, "league", "backup", "scout");
        match.Say("scout", """{"score":{"home":1,"away":1},"incident":{"id":"s-78","type":"goal","team":"away","minute":31} }""");
        match.Pass(60, "league", "backup", "scout");
        match.Pass(31, "backup", "scout");
        match.Pass(29, "backup", "scout");
        match.Pass(61, "league", "backup", "scout");

        var told = Table();
        Assert.Equal(6, told.Count);
        Assert.Equal(told, match.Sentences);
        Assert.Equal(("league", "1:0"), (match.Primary, match.Score));
    }

    /// <summary>The last column of the table of the example, where something is decided.</summary>
    private static List<string> Table()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Fanout.sln"))) folder = folder.Parent!;
        return
        [
            .. File.ReadLines(Path.Combine(folder.FullName, "docs", "operations", "arbitration.md"))
                .SkipWhile(static line => !line.StartsWith("| time |", StringComparison.Ordinal)).Skip(2)
                .TakeWhile(static line => line.StartsWith('|'))
                .Select(static line => line.Trim().TrimEnd('|').Split('|')[^1].Trim())
                .Where(static sentence => sentence.Length > 0),
        ];
    }
}
