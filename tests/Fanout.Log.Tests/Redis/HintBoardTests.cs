using Fanout.Log.Redis;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Log.Tests;

public sealed class HintBoardTests
{
    private static readonly ChainHash Ten = new(10);
    private static readonly ChainHash Eleven = new(11);
    private static readonly ChainHash Twelve = new(12);
    private static readonly ChainHash Thirteen = new(13);

    private readonly NewsBoard _news;
    private readonly HintBoard _board;

    public HintBoardTests()
    {
        _news = new NewsBoard(1, new FakeTimeProvider());
        _board = new HintBoard(0, _news);
    }

    [Fact]
    public void A_hint_that_continues_what_was_confirmed_wakes_readers()
    {
        Confirm(10, Ten);
        Assert.Equal(HintFate.Applied, _board.Offer(Hint(10, Ten, 11, Eleven)));
        Assert.True(HasNewsAbove(10));
        Assert.False(HasNewsAbove(11));
    }

    [Fact]
    public void Hints_may_continue_one_another()
    {
        Confirm(10, Ten);
        _board.Offer(Hint(10, Ten, 11, Eleven));
        Assert.Equal(HintFate.Applied, _board.Offer(Hint(11, Eleven, 12, Twelve)));
        Assert.True(HasNewsAbove(11));
    }

    [Fact]
    public void A_hint_of_another_run_is_ignored() => Assert.Equal(
        HintFate.Ignored, OfferedAfterTen(Hint(10, Ten, 11, Eleven) with { RunId = "demoted" }));

    [Fact]
    public void A_hint_of_another_history_is_ignored() =>
        Assert.Equal(HintFate.Ignored, OfferedAfterTen(Hint(10, Twelve, 11, Eleven)));

    /// <summary>A read is under way, and on a busy partition there is always a hint that comes before its answer does.</summary>
    [Fact]
    public void Hints_after_one_that_was_lost_are_believed_once_a_read_has_found_what_is_between()
    {
        Assert.Equal(HintFate.Ignored, OfferedAfterTen(Hint(11, Eleven, 12, Twelve)));
        Assert.Equal(HintFate.Ignored, _board.Offer(Hint(12, Twelve, 13, Thirteen)));
        Assert.False(HasNewsAbove(10));

        Confirm(11, Eleven);

        Assert.True(HasNewsAbove(12));
        Assert.False(HasNewsAbove(13));
        Assert.Equal(HintFate.Applied, _board.Offer(Hint(13, Thirteen, 14, Ten)));
    }

    [Fact]
    public void Hints_that_a_read_has_overtaken_lead_on_from_where_it_ended()
    {
        OfferedAfterTen(Hint(11, Eleven, 12, Twelve));
        _board.Offer(Hint(12, Twelve, 13, Thirteen));
        Confirm(12, Twelve);
        Assert.True(HasNewsAbove(12));
    }

    [Theory]
    [InlineData("run", 11ul, "what is between is still missing")]
    [InlineData("promoted", 12ul, "the store is another one")]
    [InlineData("run", 14ul, "it has gone further")]
    public void Hints_that_do_not_continue_what_a_read_found_lead_nowhere(string run, ulong end, string because)
    {
        OfferedAfterTen(Hint(12, Twelve, 13, Thirteen));
        _board.Confirm(_board.Ticket(), Head(end, Eleven) with { RunId = run });
        Assert.False(HasNewsAbove(end), because);
    }

    [Fact]
    public void What_was_kept_is_believed_once_where_the_store_does_not_have_it()
    {
        OfferedAfterTen(Hint(11, Eleven, 12, Twelve));
        Confirm(11, Eleven);
        Assert.True(HasNewsAbove(11));
        Confirm(11, Eleven); // a primary that was demoted said so
        Assert.False(HasNewsAbove(11));
    }

    [Fact]
    public void A_hint_of_what_a_read_has_shown_already_changes_nothing() =>
        Assert.Equal(HintFate.Known, OfferedAfterTen(Hint(9, Twelve, 10, Ten)));

    [Fact]
    public void A_read_that_finds_what_is_known_wakes_nobody()
    {
        Assert.True(_board.Confirm(_board.Ticket(), Head(10, Ten)));
        Assert.False(_board.Confirm(_board.Ticket(), Head(10, Ten)));
        _board.Offer(Hint(10, Ten, 11, Eleven));
        Assert.False(_board.Confirm(_board.Ticket(), Head(11, Eleven))); // the hint has woken them
        Assert.True(_board.Confirm(_board.Ticket(), Head(12, Twelve)));
        Assert.True(_board.Confirm(_board.Ticket(), Head(12, Twelve) with { RunId = "promoted" }));
    }

    [Fact]
    public void Nothing_is_believed_before_the_first_read() =>
        Assert.Equal(HintFate.Ignored, _board.Offer(Hint(0, ChainHash.None, 1, Ten)));

    [Fact]
    public void What_was_heard_while_a_read_was_under_way_outlives_its_older_answer_once()
    {
        Confirm(10, Ten);
        long ticket = _board.Ticket();
        _board.Offer(Hint(10, Ten, 11, Eleven));
        _board.Confirm(ticket, Head(10, Ten));
        Assert.True(HasNewsAbove(10));

        Confirm(10, Ten); // the store says once more that there is no more: a hint proves nothing
        Assert.False(HasNewsAbove(10));
    }

    [Fact]
    public void A_read_of_another_run_is_believed_whatever_was_heard()
    {
        Confirm(10, Ten);
        long ticket = _board.Ticket();
        _board.Offer(Hint(10, Ten, 11, Eleven));
        _board.Confirm(ticket, Head(9, Twelve) with { RunId = "promoted" });
        Assert.False(HasNewsAbove(9));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(48)]
    public void Bytes_that_are_no_hint_are_none(int count) => Assert.False(HintMessage.TryRead(new byte[count], out _));

    private HintFate OfferedAfterTen(HintMessage hint)
    {
        Confirm(10, Ten);
        return _board.Offer(hint);
    }

    private void Confirm(ulong sequence, ChainHash chain) => _board.Confirm(_board.Ticket(), Head(sequence, chain));

    private bool HasNewsAbove(ulong sequence) =>
        _news.WaitAsync(0, sequence, TestContext.Current.CancellationToken).AsTask().IsCompleted;

    private static PartitionHead Head(ulong sequence, ChainHash chain) =>
        new(new LogPosition(7, sequence), chain, PublishedMs: 0, "run", Sealed: true, TrimmedThrough: 0);

    private static HintMessage Hint(ulong before, ChainHash beforeChain, ulong now, ChainHash nowChain) =>
        new("run", new HintMark(before, beforeChain), new HintMark(now, nowChain));
}
