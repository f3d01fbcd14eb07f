using Fanout.Ingest.Arbitration;
using Fanout.Ingest.Tests.Adapters;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log.InMemory;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Ingest.Tests.Arbitration;

/// <summary>The final of 2018 as two providers tell it: other ids, other minutes, other names; one match.</summary>
public sealed class WorldCupTests
{
    private const string Wyscout = "wyscout:2058017";
    private const string OpenFootball = "openfootball:world-cup-2018:63";

    [Theory]
    [InlineData("wyscout", "openfootball")]
    [InlineData("openfootball", "wyscout")]
    public async Task Two_recorded_feeds_are_one_match_whoever_has_the_last_word(string first, string second)
    {
        var told = Told();
        var time = new FakeTimeProvider(told[0].Event.At.ToDateTimeOffset());
        await using var log = new InMemoryEventLog(1, TimeProvider.System);
        await using var host = await IngestHost.StartAsync(log, time, policies: Policy(first, second));
        await host.SendAsync("desk", $$"""
            {"id":"named","match":"final","at":"{{time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}}","fixture":{"sport":"football","ids":[{"feed":"wyscout","id":"{{Wyscout}}"},{"feed":"openfootball","id":"{{OpenFootball}}"}] } }
            """);
        foreach (var (feed, one) in told)
        {
            var at = one.At.ToDateTimeOffset();
            if (at > time.GetUtcNow()) time.SetUtcNow(at);
            Assert.True((await host.Ingest.AcceptAsync(feed, [one], TestContext.Current.CancellationToken)).Complete);
        }
        for (var i = 0; i < 5; i++) // both are still there when all is told
        {
            time.Advance(TimeSpan.FromSeconds(45));
            foreach (var feed in new[] { first, second })
                await host.SendAsync(feed, $$"""{"id":"beat{{i}}","match":"final","at":"{{time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}}","heartbeat":{} }""");
        }

        var match = await IngestHost.StateAsync(log, "final");
        Assert.Equal((first, 4, 2), (match.Feed.Active, match.Score.Home, match.Score.Away));
        var goals = match.Incidents.Where(static one => one.Type == "goal" && IncidentLifecycle.Counts(one)).ToList();
        Assert.Equal(["home", "away", "home", "home", "home", "away"], goals.Select(static goal => goal.Team));
        Assert.Empty(await IngestHost.EntriesAsync(log, Wyscout));
        Assert.Empty(await IngestHost.EntriesAsync(log, OpenFootball));
        var decisions = (await IngestHost.EntriesAsync(log, "final"))
            .SelectMany(static entry => LoggedChange.Parser.ParseFrom(entry.Public.Span).Arbitration).ToList();
        Assert.NotEmpty(decisions);
        Assert.All(decisions, static decision =>
            Assert.DoesNotContain("later version", DecisionSentence.Of(decision), StringComparison.Ordinal));
    }

    private static ArbitrationOptions Policy(string first, string second)
    {
        var policy = new PolicyOptions { Sport = "football", HoldOff = TimeSpan.FromSeconds(30), Lag = TimeSpan.Zero };
        policy.Feeds.Add(new PolicyFeedOptions { Name = first, Authoritative = true });
        policy.Feeds.Add(new PolicyFeedOptions { Name = second, Fast = true });
        return new ArbitrationOptions { Policies = { policy } };
    }

    /// <summary>What both say, by the times that they state.</summary>
    private static List<(string Feed, ScoreEvent Event)> Told()
    {
        var folder = SharedData.PathOf("football-wyscout-json");
        var wyscout = Reading.OfPaths(
            Path.Combine(folder, "matches.json"), Path.Combine(folder, "teams.json"), Path.Combine(folder, "2058017.events.json"));
        var openFootball = Reading.OfPaths(SharedData.PathOf("football-openfootball-json", "worldcup-2018.json"));
        return
        [
            .. wyscout.Of(Wyscout).Select(static one => ("wyscout", one))
                .Concat(openFootball.Of(OpenFootball).Select(static one => ("openfootball", one)))
                .OrderBy(static told => told.Item2.At.ToDateTimeOffset()),
        ];
    }
}
