namespace Fanout.Log.Tests;

/// <summary>Reading partitions and matches, and waiting for news.</summary>
public abstract class ReadContract(LogHarness harness) : LogContract(harness)
{
    private const uint FirstEpoch = 7;
    private const uint SecondEpoch = 8;

    [Fact]
    public async Task Pages_follow_one_another_and_carry_the_chain_hash_of_where_they_begin()
    {
        await AppendAsync(await Hand.OpenAsync(Log), count: 5);

        LogPage first = await Log.ReadAsync(0, LogPosition.Start, 2, Cancel);
        LogPage second = await Log.ReadAsync(0, first.End, 2, Cancel);
        LogPage third = await Log.ReadAsync(0, second.End, 2, Cancel);

        Assert.Equal(
            [1ul, 2, 3, 4, 5],
            new[] { first, second, third }.SelectMany(page => page.Entries).Select(entry => entry.Sequence));
        Assert.Equal(first.Entries[^1].Chain, second.AfterChain);
        Assert.Equal([false, false, true], new[] { first, second, third }.Select(page => page.ReachesHead));
        Assert.All([first, second, third], page => Assert.Equal(5ul, page.Head.Position.Sequence));
        Assert.Equal(third.Entries[^1].Chain, third.Head.Chain);
    }

    [Fact]
    public async Task A_position_above_the_head_is_ahead()
    {
        Hand hand = await AppendAsync(await Hand.OpenAsync(Log), count: 2);
        LogPage page = await Log.ReadAsync(0, new LogPosition(hand.Epoch, 3), 10, Cancel);
        Assert.Equal((PageStatus.Ahead, 0, 2ul), (page.Status, page.Entries.Count, page.Head.Position.Sequence));
    }

    [Fact]
    public async Task A_position_beyond_the_end_of_its_epoch_is_rewound_to_that_end()
    {
        Hand hand = await AppendAsync(await Hand.OpenAsync(Log, epoch: FirstEpoch), count: 2);
        ChainHash common = hand.Chain;
        Assert.Equal(SealOutcome.Sealed, await hand.SealAsync(SecondEpoch));
        await hand.AppendAsync(Drafts.Change(MatchIn(0), "state") with { Kind = EntryKind.Opening });

        LogPage page = await Log.ReadAsync(0, new LogPosition(FirstEpoch, 9), 10, Cancel);

        Assert.Equal(
            (PageStatus.Rewound, new LogPosition(FirstEpoch, 2), common), (page.Status, page.After, page.AfterChain));
        Assert.Equal([new LogPosition(SecondEpoch, 3)], page.Entries.Select(entry => entry.Position));
    }

    [Fact]
    public async Task A_position_within_an_earlier_epoch_goes_on_into_the_next()
    {
        Hand hand = await AppendAsync(await Hand.OpenAsync(Log, epoch: FirstEpoch), count: 2);
        Assert.Equal(SealOutcome.Sealed, await hand.SealAsync(SecondEpoch));
        await hand.AppendAsync(Drafts.Change(MatchIn(0), "state") with { Kind = EntryKind.Opening });

        LogPage page = await Log.ReadAsync(0, new LogPosition(FirstEpoch, 1), 10, Cancel);

        Assert.Equal(PageStatus.Ok, page.Status);
        Assert.Equal(
            [new LogPosition(FirstEpoch, 2), new LogPosition(SecondEpoch, 3)],
            page.Entries.Select(entry => entry.Position));
    }

    [Fact]
    public async Task A_position_of_an_epoch_that_nobody_knows_is_rewound_to_the_start()
    {
        await AppendAsync(await Hand.OpenAsync(Log), count: 2);
        LogPage page = await Log.ReadAsync(0, new LogPosition(4711, 1), 10, Cancel);
        Assert.Equal((PageStatus.Rewound, LogPosition.Start, 2), (page.Status, page.After, page.Entries.Count));
    }

    [Fact]
    public async Task A_position_in_a_partition_that_nobody_opened_is_ahead_and_not_rewound()
    {
        LogPage page = await Log.ReadAsync(0, new LogPosition(4711, 1), 10, Cancel);
        Assert.Equal((PageStatus.Ahead, new LogPosition(4711, 1)), (page.Status, page.After));
    }

    [Fact]
    public async Task A_match_is_read_without_its_neighbours_and_without_decisions()
    {
        Hand hand = await Hand.OpenAsync(Log);
        (string one, string other) = (MatchIn(0), MatchIn(0, skip: 1));
        await hand.AppendAsync(Drafts.Change(one, "a"));
        await hand.AppendAsync(Drafts.Change(other, "b"));
        await hand.AppendAsync(Drafts.Decision(one, "quarantined"));
        await hand.AppendAsync(Drafts.Change(one, "c"));

        MatchPage page = await Log.ReadMatchAsync(one, MatchPosition.Start, 10, Cancel);
        MatchPage rest = await Log.ReadMatchAsync(one, page.Entries[0].MatchPosition, 10, Cancel);

        Assert.Equal([(1u, 1ul), (2u, 4ul)], page.Entries.Select(entry => (entry.MatchSequence, entry.Sequence)));
        Assert.Equal((MatchPageStatus.Ok, new MatchPosition(7, 2), new MatchPosition(7, 1)), (
            page.Status, page.Head, page.First));
        Assert.Equal([2u], rest.Entries.Select(entry => entry.MatchSequence));
    }

    [Fact]
    public async Task A_match_is_read_in_pages()
    {
        await AppendAsync(await Hand.OpenAsync(Log), count: 5);
        MatchPage page = await Log.ReadMatchAsync(MatchIn(0), new MatchPosition(7, 1), 2, Cancel);
        Assert.Equal([2u, 3u], page.Entries.Select(entry => entry.MatchSequence));
        Assert.Equal(5u, page.Head.Sequence);
    }

    [Fact]
    public async Task A_match_with_decisions_alone_is_not_found()
    {
        Hand hand = await Hand.OpenAsync(Log);
        await hand.AppendAsync(Drafts.Decision(MatchIn(0), "quarantined"));
        Assert.Equal(
            MatchPageStatus.NotFound, (await Log.ReadMatchAsync(MatchIn(0), MatchPosition.Start, 10, Cancel)).Status);
        Assert.Equal(
            MatchPageStatus.NotFound, (await Log.ReadMatchAsync("nobody", MatchPosition.Start, 10, Cancel)).Status);
    }

    [Fact]
    public async Task A_match_position_above_the_last_entry_is_ahead()
    {
        await AppendAsync(await Hand.OpenAsync(Log), count: 2);
        MatchPage page = await Log.ReadMatchAsync(MatchIn(0), new MatchPosition(7, 3), 10, Cancel);
        Assert.Equal((MatchPageStatus.Ahead, 0), (page.Status, page.Entries.Count));
    }

    [Fact]
    public async Task A_match_position_that_its_epoch_never_reached_here_is_void_and_told_where_the_histories_part()
    {
        Hand hand = await AppendAsync(await Hand.OpenAsync(Log, epoch: FirstEpoch), count: 2);
        Assert.Equal(SealOutcome.Sealed, await hand.SealAsync(SecondEpoch));
        await hand.AppendAsync(Drafts.Change(MatchIn(0), "state") with { Kind = EntryKind.Opening });

        MatchPage lost = await Log.ReadMatchAsync(MatchIn(0), new MatchPosition(FirstEpoch, 3), 10, Cancel);
        MatchPage unknown = await Log.ReadMatchAsync(MatchIn(0), new MatchPosition(4711, 1), 10, Cancel);
        MatchPage common = await Log.ReadMatchAsync(MatchIn(0), new MatchPosition(FirstEpoch, 2), 10, Cancel);

        Assert.Equal((MatchPageStatus.Void, new MatchPosition(FirstEpoch, 2)), (lost.Status, lost.Continues));
        Assert.Equal((MatchPageStatus.Void, MatchPosition.Start), (unknown.Status, unknown.Continues));
        Assert.Equal([new MatchPosition(SecondEpoch, 3)], common.Entries.Select(entry => entry.MatchPosition));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(4, 1)]
    [InlineData(0, -1)]
    [InlineData(0, 10_001)]
    public async Task Partitions_and_counts_out_of_range_are_refused(int partition, int countMax) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await Log.ReadAsync(partition, LogPosition.Start, countMax, Cancel));

    [Fact]
    public async Task Waiting_ends_with_the_next_entry()
    {
        Hand hand = await AppendAsync(await Hand.OpenAsync(Log), count: 1);
        Task waiting = Log.WaitForNewsAsync(0, 1, Cancel).AsTask();
        Assert.False(waiting.IsCompleted);
        await AppendAsync(hand, count: 1);
        await waiting.WaitAsync(Cancel);
    }

    [Fact]
    public async Task Waiting_for_what_is_there_ends_at_once()
    {
        await AppendAsync(await Hand.OpenAsync(Log), count: 2);
        Assert.True(Log.WaitForNewsAsync(0, 1, Cancel).AsTask().WaitAsync(Cancel).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Waiting_ends_after_the_poll_interval_without_any_news()
    {
        Task waiting = Log.WaitForNewsAsync(0, 0, Cancel).AsTask();
        await Harness.PassAsync(TimeSpan.FromMilliseconds(500));
        await waiting.WaitAsync(Cancel);
    }

    [Fact]
    public async Task Waiting_can_be_given_up()
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task waiting = Log.WaitForNewsAsync(0, 0, given.Token).AsTask();
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private async Task<Hand> AppendAsync(Hand hand, int count)
    {
        for (int number = 0; number < count; number++)
            await hand.AppendAsync(Drafts.Change(MatchIn(0), $"{number}"));
        return hand;
    }
}
