using Fanout.Ingest.Arbitration;
using Fanout.Ingest.Tests.Adapters;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log.InMemory;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Ingest.Tests.Arbitration;

/// <summary>Matches of the World Cup of 2018 as two providers tell them: other ids, other minutes, other names; each one match.</summary>
public sealed class WorldCupTests
{
    /// <summary>All that both have: a match of a group, one with extra time, one that penalties decided, and the final.</summary>
    private static readonly Pairing[] Pairs =
    [
        new("uruguay-russia", "wyscout:2057958", "openfootball:world-cup-2018:4", 3, 0, ["home", "home", "home"]),
        new("russia-croatia", "wyscout:2058012", "openfootball:world-cup-2018:59", 2, 2, ["home", "away", "away", "home"]) { Shootout = (3, 4) },
        new("croatia-england", "wyscout:2058015", "openfootball:world-cup-2018:61", 2, 1, ["away", "home", "home"]),
        new("final", "wyscout:2058017", "openfootball:world-cup-2018:63", 4, 2, ["home", "away", "home", "home", "home", "away"]),
    ];

    public static TheoryData<string, string, string> Told
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var pair in Pairs)
            {
                data.Add(pair.Name, "wyscout", "openfootball");
                data.Add(pair.Name, "openfootball", "wyscout");
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Told))]
    public async Task Two_recorded_feeds_are_one_match_whoever_has_the_last_word(string name, string first, string second)
    {
        var pair = Pairs.Single(pair => pair.Name == name);
        var told = Read(pair);
        var time = new FakeTimeProvider(told[0].Event.At.ToDateTimeOffset());
        await using var log = new InMemoryEventLog(1, TimeProvider.System);
        await using var host = await IngestHost.StartAsync(log, time, policies: Policy(first, second));
        await host.SendAsync("desk", $$"""
            {"id":"named","match":"{{name}}","at":"{{time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}}","fixture":{"sport":"football","ids":[{"feed":"wyscout","id":"{{pair.Wyscout}}"},{"feed":"openfootball","id":"{{pair.OpenFootball}}"}] } }
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
                await host.SendAsync(feed, $$"""{"id":"beat{{i}}","match":"{{name}}","at":"{{time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}}","heartbeat":{} }""");
        }

        var match = await IngestHost.StateAsync(log, name);
        Assert.Equal((first, pair.Home, pair.Away), (match.Feed.Active, match.Score.Home, match.Score.Away));
        Assert.Equal(pair.Shootout, match.Score.Shootout is { } shootout ? (shootout.Home, shootout.Away) : null);
        var goals = match.Incidents.Where(static one => one.Type == "goal" && IncidentLifecycle.Counts(one)).ToList();
        Assert.Equal(pair.Goals, goals.Select(static goal => goal.Team));
        Assert.Empty(await IngestHost.EntriesAsync(log, pair.Wyscout));
        Assert.Empty(await IngestHost.EntriesAsync(log, pair.OpenFootball));
        var decisions = (await IngestHost.EntriesAsync(log, name))
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
    private static List<(string Feed, ScoreEvent Event)> Read(Pairing pair)
    {
        var folder = SharedData.PathOf("football-wyscout-json");
        var events = $"{pair.Wyscout[(pair.Wyscout.IndexOf(':', StringComparison.Ordinal) + 1)..]}.events.json";
        var wyscout = Reading.OfPaths(
            Path.Combine(folder, "matches.json"), Path.Combine(folder, "teams.json"), Path.Combine(folder, events));
        var openFootball = Reading.OfPaths(SharedData.PathOf("football-openfootball-json", "worldcup-2018.json"));
        return
        [
            .. wyscout.Of(pair.Wyscout).Select(static one => ("wyscout", one))
                .Concat(openFootball.Of(pair.OpenFootball).Select(static one => ("openfootball", one)))
                .OrderBy(static told => told.Item2.At.ToDateTimeOffset()),
        ];
    }

    /// <param name="Name">Ours.</param>
    /// <param name="Wyscout">The id of the one.</param>
    /// <param name="OpenFootball">The id of the other.</param>
    /// <param name="Home">As it ended.</param>
    /// <param name="Away">As it ended.</param>
    /// <param name="Goals">The sides credited, in order.</param>
    private sealed record Pairing(string Name, string Wyscout, string OpenFootball, int Home, int Away, string[] Goals)
    {
        public (int Home, int Away)? Shootout { get; init; }
    }
}
