using Fanout.Ingest.Arbitration;

namespace Fanout.Ingest.Tests.Arbitration;

/// <summary>Feed <c>s</c>, the last of the policy, is preferred for statistics and line-ups, and <c>t</c> behind it for statistics.</summary>
public sealed class ShownListsTests
{
    private static readonly ArbitrationOptions Policy = Covered.Policy(static policy =>
    {
        policy.Feeds.Add(new PolicyFeedOptions { Name = "s", Statistics = true, Lineups = true });
        policy.Feeds.Add(new PolicyFeedOptions { Name = "t", Statistics = true });
    });

    private readonly Covered _match = Covered.Live(Policy, "a", "b");

    [Fact]
    public void What_a_feed_that_is_preferred_for_them_states_is_shown_at_once_beside_the_primary()
    {
        Shots("a", 1);
        _match.Say("s", Covered.Fixture);
        Shots("s", 7);
        Shots("a", 2);
        Corners("a", 3);
        Shots("b", 9);

        Assert.Equal(["corners 3", "shots 7"], Stats());
        Assert.Equal(("a", "0:0", "a"), (_match.Primary, _match.Score, _match.State.Feed.Active));
        Assert.Empty(_match.Decisions);
        _match.AssertEntriesLeadHere();
    }

    [Fact]
    public void Of_two_that_are_preferred_the_first_is_shown_in_what_it_states()
    {
        Shots("t", 5);
        Corners("t", 4);
        Shots("s", 7);
        Shots("t", 6);

        Assert.Equal(["corners 4", "shots 7"], Stats());
    }

    [Fact]
    public void They_stay_whoever_becomes_primary()
    {
        Shots("b", 9);
        Corners("b", 3);
        Shots("s", 7);
        Lineup("s", "4-4-2");
        Lineup("b", "3-5-2");
        _match.Pass(25, "b");

        Assert.Equal("b", _match.Primary);
        Assert.Equal(["corners 3", "shots 7"], Stats());
        Assert.Equal("4-4-2", Assert.Single(_match.State.Lineups).Formation);
        _match.AssertEntriesLeadHere();
    }

    [Fact]
    public void Those_of_a_feed_that_is_muted_are_the_primarys_or_gone_until_it_is_not()
    {
        Shots("a", 1);
        Shots("s", 7);
        Corners("s", 3);
        Lineup("s", "4-4-2");

        Assert.Equal(FeedOrderOutcome.Done, _match.Order(FeedOrderKind.Mute, "s"));
        Assert.Equal(["shots 1"], Stats());
        Assert.Empty(_match.State.Lineups);
        Shots("s", 8);
        Assert.Equal(["shots 1"], Stats());

        Assert.Equal(FeedOrderOutcome.Done, _match.Order(FeedOrderKind.Unmute, "s"));
        Assert.Equal(["corners 3", "shots 8"], Stats());
        Assert.Equal("4-4-2", Assert.Single(_match.State.Lineups).Formation);
        _match.AssertEntriesLeadHere();
    }

    [Fact]
    public void A_feed_that_is_preferred_for_neither_is_recorded_until_it_is_primary()
    {
        Shots("b", 9);
        Assert.Empty(Stats());

        _match.Order(FeedOrderKind.Pin, "b");

        Assert.Equal(["shots 9"], Stats());
    }

    private void Shots(string feed, int home) => _match.Say(feed, $$"""{"stat":{"key":"shots","home":{{home}},"away":0} }""");

    private void Corners(string feed, int home) => _match.Say(feed, $$"""{"stat":{"key":"corners","home":{{home}},"away":0} }""");

    private void Lineup(string feed, string formation) =>
        _match.Say(feed, $$"""{"lineup":{"side":"home","formation":"{{formation}}"} }""");

    private IEnumerable<string> Stats() =>
        _match.State.Stats.Select(static stat => $"{stat.Key} {stat.Home}").Order(StringComparer.Ordinal);
}
