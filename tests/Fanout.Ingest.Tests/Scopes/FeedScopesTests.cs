using Fanout.Ingest.Scopes;
using Fanout.Ingest.Tests.Matches;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Scopes;

/// <summary>What goes beyond the scope of a feed, by what an event says and by what its match is.</summary>
public sealed class FeedScopesTests
{
    private static readonly FeedScopes Scopes = new(new Dictionary<string, FeedScopeOptions>
    {
        ["sport"] = new() { Sports = { "football", "tennis" } },
        ["cup"] = new() { Competitions = { "c1" } },
        ["ids"] = new() { Matches = { "opta:", "m1" } },
        ["all"] = new() { Sports = { "football" }, Competitions = { "c1" }, Matches = { "m" } },
    });

    private static readonly MatchState Nobodys = new();
    private static readonly MatchState Football = new() { Id = "m1", Sport = "football", Competition = new() { Id = "c1" } };
    private static readonly MatchState Cricket = new() { Id = "m1", Sport = "cricket" };

    [Theory]
    [InlineData("sport", """{"match":"x","fixture":{"sport":"tennis"}}""", null)]
    [InlineData("sport", """{"match":"x","fixture":{"sport":"cricket"}}""", "feed sport may not speak of the sport \"cricket\"")]
    [InlineData("sport", """{"match":"x","score":{"home":1}}""", null)]
    [InlineData("cup", """{"match":"x","fixture":{"sport":"cricket","competition":{"id":"c2"}}}""", "feed cup may not speak of the competition \"c2\"")]
    [InlineData("ids", """{"match":"opta:7","score":{"home":1}}""", null)]
    [InlineData("ids", """{"match":"opt","score":{"home":1}}""", "feed ids may not speak of a match with the id opt")]
    [InlineData("ids", """{"match":"m1","fixture":{"sport":"tennis","ids":[{"feed":"ids","id":"opta:9"}]}}""", null)]
    [InlineData("ids", """{"match":"m1","fixture":{"sport":"tennis","ids":[{"feed":"f2","id":"9"}]}}""", "feed ids may not say what feed f2 calls a match")]
    [InlineData("free", """{"match":"x","fixture":{"sport":"cricket","ids":[{"feed":"f2","id":"9"}]}}""", null)]
    public void An_event_says_something_of_itself(string feed, string said, string? excess) =>
        Assert.Equal(excess, Scopes.Excess(feed, Event(said)));

    [Fact]
    public void The_match_says_the_rest()
    {
        var score = Event("""{"match":"m1","score":{"home":1}}""");

        Assert.Null(Scopes.Excess("sport", score, Football));
        Assert.Equal("feed sport may not speak of the sport \"cricket\"", Scopes.Excess("sport", score, Cricket));
        Assert.Null(Scopes.Excess("sport", score, Nobodys));
        Assert.Null(Scopes.Excess("cup", score, Football));
        Assert.Equal("feed cup may not speak of the competition \"\"", Scopes.Excess("cup", score, Cricket));
        Assert.Null(Scopes.Excess("all", score, Football));
        Assert.Null(Scopes.Excess("free", score, Cricket));
    }

    [Fact]
    public void A_first_fixture_must_say_what_the_scope_asks_for_and_a_later_one_need_not()
    {
        var bare = Event("""{"match":"m1","fixture":{"venue":"Hall"}}""");

        Assert.Equal("feed cup may not speak of the competition \"\"", Scopes.Excess("cup", bare, Nobodys));
        Assert.Null(Scopes.Excess("cup", bare, Football));
        Assert.Equal(
            "feed cup may not speak of the competition \"\"",
            Scopes.Excess("cup", Event("""{"match":"m1","fixture":{"competition":{"id":"c1"}}}"""), Cricket));
    }

    private static ScoreEvent Event(string json) => IngestHost.Events(json).Single();
}
