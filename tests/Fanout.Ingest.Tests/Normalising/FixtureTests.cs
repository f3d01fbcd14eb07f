using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Normalising;

public sealed class FixtureTests
{
    [Fact]
    public void A_fixture_makes_a_scheduled_match()
    {
        var state = Feeding.OfFootball().State;

        Assert.Equal(("m1", "football", Status.Types.Value.Scheduled), (state.Id, state.Sport, state.Status));
        Assert.Equal(["Reds", "Blues"], state.Participants.Select(side => side.Name));
        Assert.Equal(Feeding.Ms(0), state.Start);
        Assert.Equal(Feeding.Feed, state.Feed.Active);
    }

    [Fact]
    public void Events_before_the_fixture_are_quarantined_and_replayed_in_order()
    {
        var feeding = new Feeding();
        Assert.Equal(QuarantineReason.UnknownMatch, feeding.Send("""{"status":{"status":"LIVE"}}""", 1).Reason);
        feeding.Send("""{"score":{"home":1,"away":0}}""", 2);
        Assert.Equal(2, feeding.Held.Count);

        feeding.Send("""{"fixture":{"sport":"football"}}""", 0);

        Assert.Equal(Status.Types.Value.Live, feeding.State.Status);
        Assert.Equal(1, feeding.State.Score.Home);
        Assert.Empty(feeding.Held);
        Assert.Equal(["e1", "e2", "e3", "e1", "e2"], feeding.Entries.Select(entry => entry.Public.Cause.EventId));
    }

    [Fact]
    public void A_replayed_event_can_end_in_quarantine_for_another_reason()
    {
        var feeding = new Feeding();
        feeding.Send("""{"status":{"status":"LIVE"}}""", 1);

        feeding.Send("""{"fixture":{"sport":"football"},"status":{"status":"CANCELLED"}}""");

        Assert.Equal(QuarantineReason.Lifecycle, Assert.Single(feeding.Held).Reason);
        Assert.Equal(Status.Types.Value.Cancelled, feeding.State.Status);
    }

    [Fact]
    public void The_oldest_held_event_of_a_match_makes_room()
    {
        var feeding = new Feeding();
        for (var i = 1; i <= 4; i++) feeding.Send($$"""{"id":"h{{i}}","score":{"home":{{i}} } }""", i);

        Assert.Equal(["h2", "h3", "h4"], feeding.Held.Select(held => held.Event.Id));
        Assert.Single(feeding.Entries[^1].Writer.Release);
    }

    [Fact]
    public void The_oldest_held_events_of_a_match_make_room_for_a_large_one()
    {
        var feeding = new Feeding();
        feeding.Send("""{"id":"h1","heartbeat":{}}""", 1);
        feeding.Send("""{"id":"h2","heartbeat":{}}""", 2);

        feeding.Send($$"""{"id":"h3","incident":{"id":"i","text":"{{new string('x', 850)}}"} }""", 3);

        Assert.Equal("h3", Assert.Single(feeding.Held).Event.Id);
    }

    [Fact]
    public void The_oldest_held_event_of_all_matches_makes_room_in_an_entry_of_its_own()
    {
        var feeding = new Feeding();
        for (var i = 1; i <= 6; i++) feeding.Send($$"""{"id":"h{{i}}","match":"x{{i % 3}}","heartbeat":{} }""", i);

        Assert.Equal(5, feeding.Table.HeldCount);
        Assert.Equal((EntryKind.Types.Value.System, "h1"), (feeding.Last.Kind, feeding.Last.Cause.EventId));
        Assert.Equal("x1", feeding.Entries[^1].MatchId);
    }

    [Fact]
    public void The_oldest_held_events_of_all_matches_make_room_for_bytes_in_entries_of_their_own()
    {
        const int bytesMax = 2_000;
        var feeding = new Feeding(new HoldLimits(PerMatch: 100, BytesPerMatch: 100_000, Total: 100, bytesMax));
        for (var i = 1; i <= 4; i++)
            feeding.Send($$"""{"id":"h{{i}}","match":"x{{i % 3}}","incident":{"id":"i","text":"{{new string('x', 300)}}"} }""", i);
        Assert.Equal(4, feeding.Table.HeldCount);

        feeding.Send($$"""{"id":"h5","match":"x1","incident":{"id":"i","text":"{{new string('x', 1_300)}}"} }""", 5);

        Assert.Equal(["h4", "h5"], AllHeld(feeding).Select(static held => held.Event.Id).Order());
        Assert.Equal(["h1", "h2", "h3"], feeding.Entries[^3..].Select(static entry => entry.Public.Cause.EventId));
        Assert.All(feeding.Entries[^3..], static entry => Assert.Equal(EntryKind.Types.Value.System, entry.Public.Kind));
        Assert.InRange(feeding.Table.HeldBytes, 1, bytesMax);
    }

    [Fact]
    public void Bytes_of_held_events_are_counted_whatever_becomes_of_them()
    {
        var feeding = new Feeding();
        feeding.Send("""{"id":"h1","heartbeat":{}}""", 1);
        feeding.Send("""{"id":"h2","match":"x2","score":{"home":1}}""", 2);
        Assert.Equal(AllHeld(feeding).Sum(static held => held.CalculateSize()), feeding.Table.HeldBytes);

        var work = feeding.Table.Find(Feeding.Match)!;
        feeding.Table.Restore(Feeding.Match, Match.Empty, work.ToWriterState());
        Assert.Equal(AllHeld(feeding).Sum(static held => held.CalculateSize()), feeding.Table.HeldBytes);

        feeding.Send("""{"fixture":{"sport":"football"}}""", 3);
        Assert.Equal(AllHeld(feeding).Sum(static held => held.CalculateSize()), feeding.Table.HeldBytes);
        feeding.Table.Apply("x2", new LoggedChange(), new WriterChange { Retired = true });
        Assert.Equal((0, 0L), (feeding.Table.HeldCount, feeding.Table.HeldBytes));
    }

    [Fact]
    public void A_second_fixture_updates_what_it_states()
    {
        var feeding = Feeding.OfFootball();

        feeding.Send("""{"fixture":{"venue":"New Ground","start":"2026-11-22T19:00:00Z","away":{"id":"t3","name":"Greens"}}}""", 1);

        var state = feeding.State;
        Assert.Equal(("New Ground", "football"), (state.Venue, state.Sport));
        Assert.Equal(["Reds", "Greens"], state.Participants.Select(side => side.Name));
        Assert.Equal((Feeding.Ms(3600), Feeding.Ms(0)), (state.Start, state.OriginalStart));
    }

    [Fact]
    public void The_original_start_stays_the_first_one()
    {
        var feeding = Feeding.OfFootball();

        feeding.Send("""{"fixture":{"start":"2026-11-22T19:00:00Z"}}""", 1);
        feeding.Send("""{"fixture":{"start":"2026-11-22T20:00:00Z"}}""", 2);

        Assert.Equal(Feeding.Ms(0), feeding.State.OriginalStart);
    }

    [Fact]
    public void Another_sport_is_quarantined()
    {
        var verdict = Feeding.OfFootball().Send("""{"fixture":{"sport":"tennis"}}""");

        Assert.Equal((Outcome.Quarantined, QuarantineReason.SportChanged), (verdict.Outcome, verdict.Reason));
    }

    [Fact]
    public void The_second_side_keeps_its_place_when_it_is_named_first()
    {
        var feeding = Feeding.Begun("""{"fixture":{"sport":"football","away":{"name":"Blues"}}}""");

        Assert.Equal(["", "Blues"], feeding.State.Participants.Select(side => side.Name));
    }

    [Fact]
    public void Aliases_are_kept_once()
    {
        var feeding = Feeding.Begun("""{"fixture":{"sport":"football","ids":[{"feed":"f2","id":"77"}]}}""");

        feeding.Send("""{"fixture":{"ids":[{"feed":"f2","id":"77"},{"feed":"f3","id":"x"}]}}""", 1);

        Assert.Equal(["77", "x"], feeding.Table.Find("m1")!.Aliases.Select(alias => alias.Id));
        Assert.Equal("x", Assert.Single(feeding.Entries[^1].Writer.Aliases).Id);
    }

    [Fact]
    public void What_was_held_and_is_no_event_by_the_rules_of_today_is_dropped_and_holds_up_nothing()
    {
        var feeding = new Feeding();
        var without = new HeldEvent // no time
        {
            Feed = Feeding.Feed,
            Reason = QuarantineReason.UnknownMatch,
            Event = Feeding.Event("""{"id":"old","match":"m1","score":{"home":9,"away":9}}"""),
        };
        feeding.Table.Restore(Feeding.Match, Match.Empty, new WriterState { Held = { without } });
        feeding.Send("""{"score":{"home":1,"away":0}}""", 1);

        feeding.Send("""{"fixture":{"sport":"football"}}""", 2);

        Assert.Empty(feeding.Held);
        Assert.Equal(1, feeding.State.Score.Home);
    }

    private static IEnumerable<HeldEvent> AllHeld(Feeding feeding) => feeding.Table.Works.SelectMany(static work => work.Held);
}
