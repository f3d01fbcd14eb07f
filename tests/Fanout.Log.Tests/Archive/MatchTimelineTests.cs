using Fanout.Log.Archive;

namespace Fanout.Log.Tests;

/// <summary>One match's history over epochs, gaps and stores that came back empty.</summary>
public sealed class MatchTimelineTests
{
    private const uint First = 7;
    private const uint Second = 8;

    [Fact]
    public void A_whole_history_is_read_from_the_start_in_pages()
    {
        MatchTimeline timeline = Of(Run(First, 1, 2, 3), Opened(Second, 4));
        Assert.Equal([1u, 2], Sequences(timeline.Locate(MatchPosition.Start, 2)));
        Assert.Equal([3u, 4], Sequences(timeline.Locate(new MatchPosition(First, 2), 10)));
        Assert.Equal(new MatchPosition(Second, 4), timeline.Head);
    }

    [Fact]
    public void Who_stands_at_the_end_gets_nothing_and_who_stands_beyond_it_is_ahead()
    {
        MatchTimeline timeline = Of(Run(First, 1, 2));
        Assert.Empty(Sequences(timeline.Locate(new MatchPosition(First, 2), 10)));
        Assert.Equal(MatchPageStatus.Ahead, timeline.Locate(new MatchPosition(First, 3), 10).Status);
    }

    [Fact]
    public void A_page_ends_before_a_gap_and_what_is_asked_within_it_is_gone()
    {
        MatchTimeline timeline = Of(Run(First, 1, 2, 5, 6));
        Assert.Equal([1u, 2], Sequences(timeline.Locate(MatchPosition.Start, 10)));
        foreach (uint sequence in new uint[] { 2, 3 })
        {
            TimelineAnswer answer = timeline.Locate(new MatchPosition(First, sequence), 10);
            Assert.Equal((MatchPageStatus.Gone, new MatchPosition(First, 5)), (answer.Status, answer.First));
        }
        Assert.Equal([5u, 6], Sequences(timeline.Locate(new MatchPosition(First, 4), 10)));
    }

    [Fact]
    public void An_opening_restates_what_may_be_missing_before_it()
    {
        MatchTimeline timeline = Of(Run(First, 1, 2), Opened(Second, 9, 10));
        Assert.Equal([1u, 2, 9, 10], Sequences(timeline.Locate(MatchPosition.Start, 10)));
    }

    [Fact]
    public void A_history_without_its_beginning_is_gone_from_the_start()
    {
        TimelineAnswer answer = Of(Run(First, 4, 5)).Locate(MatchPosition.Start, 10);
        Assert.Equal((MatchPageStatus.Gone, new MatchPosition(First, 4)), (answer.Status, answer.First));
    }

    [Fact]
    public void A_position_of_another_history_is_void_after_the_last_common_one()
    {
        MatchTimeline timeline = Of(Run(First, 1, 2), Opened(Second, 3, 4));
        TimelineAnswer lost = timeline.Locate(new MatchPosition(First, 3), 10);
        Assert.Equal((MatchPageStatus.Void, new MatchPosition(First, 2)), (lost.Status, lost.Continues));
        TimelineAnswer unknown = timeline.Locate(new MatchPosition(4711, 1), 10);
        Assert.Equal((MatchPageStatus.Void, MatchPosition.Start), (unknown.Status, unknown.Continues));
    }

    [Fact]
    public void Where_a_match_began_anew_its_former_numbers_are_history_no_longer()
    {
        MatchTimeline timeline = Of(Run(First, 1, 2, 3), RunIn(2, Second, 1, 2));
        Assert.Equal([(Second, 1u), (Second, 2)], timeline.Locate(MatchPosition.Start, 10).Places
            .Select(static place => (place.Position.Epoch, place.Position.Sequence)));
        Assert.Equal(MatchPageStatus.Void, timeline.Locate(new MatchPosition(First, 3), 10).Status);
    }

    [Fact]
    public void An_archive_without_the_match_has_not_found_it() =>
        Assert.Equal(MatchPageStatus.NotFound, Of().Locate(MatchPosition.Start, 10).Status);

    private static MatchTimeline Of(params IEnumerable<TimelinePlace>[] runs) => new([.. runs.SelectMany(static run => run)]);

    private static IEnumerable<TimelinePlace> Run(uint epoch, params uint[] sequences) => RunIn(1, epoch, sequences);

    private static IEnumerable<TimelinePlace> RunIn(int life, uint epoch, params uint[] sequences) => sequences.Select(
        sequence => new TimelinePlace(life, new MatchPosition(epoch, sequence), 100 + sequence, IsOpening: false));

    private static IEnumerable<TimelinePlace> Opened(uint epoch, params uint[] sequences) => Run(epoch, sequences)
        .Select(static (place, index) => place with { IsOpening = index == 0 });

    private static IEnumerable<uint> Sequences(TimelineAnswer answer)
    {
        Assert.Equal(MatchPageStatus.Ok, answer.Status);
        return answer.Places.Select(static place => place.Position.Sequence);
    }
}
