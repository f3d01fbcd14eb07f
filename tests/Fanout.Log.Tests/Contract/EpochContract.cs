namespace Fanout.Log.Tests;

/// <summary>Runs of the store, reopening, and the beginning of epochs.</summary>
public abstract class EpochContract(LogHarness harness) : LogContract(harness)
{
    private const uint FirstEpoch = 7;
    private const uint SecondEpoch = 8;

    [Fact]
    public async Task A_new_partition_is_empty_and_without_an_epoch()
    {
        PartitionHead head = await Hand.HeadAsync(Log);
        Assert.Equal((LogPosition.Start, ChainHash.None, Harness.IsSealedWhenNew, 0ul), (
            head.Position, head.Chain, head.Sealed, head.TrimmedThrough));
    }

    [Fact]
    public async Task Sealing_a_new_partition_begins_its_first_epoch()
    {
        Hand hand = await Hand.TakeAsync(Log);
        Assert.Equal(SealOutcome.Sealed, await hand.SealAsync(FirstEpoch));
        Assert.Equal(new LogPosition(FirstEpoch, 0), (await Hand.HeadAsync(Log)).Position);
        await hand.AppendAsync(Drafts.Change(MatchIn(0), "a"));
    }

    [Fact]
    public async Task Sealing_twice_is_the_same_as_sealing_once()
    {
        Hand hand = await Hand.TakeAsync(Log);
        var request = new SealRequest
        {
            Partition = 0,
            Fence = hand.Fence,
            RunId = hand.RunId,
            Head = LogPosition.Start,
            Chain = ChainHash.None,
            Epoch = FirstEpoch,
        };
        Assert.Equal(SealOutcome.Sealed, await Log.SealAsync(request, Cancel));
        Assert.Equal(SealOutcome.Sealed, await Log.SealAsync(request, Cancel));
    }

    [Fact]
    public async Task An_epoch_is_never_used_twice()
    {
        Hand hand = await Hand.OpenAsync(Log, epoch: FirstEpoch);
        Assert.Equal(SealOutcome.Sealed, await hand.SealAsync(SecondEpoch));
        Assert.Equal(SealOutcome.Conflict, await hand.SealAsync(FirstEpoch));
        Assert.Equal(SealOutcome.Conflict, await hand.SealAsync(0));
    }

    [Fact]
    public async Task Sealing_checks_run_fence_and_head()
    {
        Hand hand = await Hand.OpenAsync(Log);
        await hand.AppendAsync(Drafts.Change(MatchIn(0), "a"));
        var request = new SealRequest
        {
            Partition = 0,
            Fence = hand.Fence,
            RunId = hand.RunId,
            Head = new LogPosition(hand.Epoch, hand.Sequence),
            Chain = hand.Chain,
            Epoch = SecondEpoch,
        };
        Assert.Equal(SealOutcome.Unsealed, await Log.SealAsync(request with { RunId = "another run" }, Cancel));
        Assert.Equal(SealOutcome.Fenced, await Log.SealAsync(request with { Fence = default }, Cancel));
        Assert.Equal(SealOutcome.Conflict, await Log.SealAsync(request with { Head = LogPosition.Start }, Cancel));
        Assert.Equal(SealOutcome.Conflict, await Log.SealAsync(request with { Chain = ChainHash.None }, Cancel));
    }

    [Fact]
    public async Task After_a_restart_of_the_store_appends_are_unsealed_and_write_nothing()
    {
        (Hand hand, EntryDraft repeated) = await RestartedAsync();
        Assert.False((await Hand.HeadAsync(Log)).Sealed);
        Assert.Equal(
            AppendOutcome.Unsealed, (await hand.TryAsync(hand.Number(Drafts.Change(MatchIn(0), "b")))).Outcome);
        Assert.Equal(AppendOutcome.Unsealed, (await hand.TryAsync(hand.Number(repeated))).Outcome);
        Assert.Equal(1ul, (await Hand.HeadAsync(Log)).Position.Sequence);
    }

    [Fact]
    public async Task A_reopening_puts_entries_back_and_seals_the_same_epoch()
    {
        (Hand hand, _) = await RestartedAsync();
        Entry lost = hand.Number(Drafts.Change(MatchIn(0), "b"));

        Assert.Equal(AppendOutcome.Appended, (await hand.TryAsync(lost, reopening: true)).Outcome);
        Assert.False((await Hand.HeadAsync(Log)).Sealed);
        hand.Advance(lost);
        Assert.Equal(SealOutcome.Sealed, await hand.SealAsync(hand.Epoch));

        Assert.True((await Hand.HeadAsync(Log)).Sealed);
        await hand.AppendAsync(Drafts.Change(MatchIn(0), "c"));
    }

    [Fact]
    public async Task A_reopening_that_stops_half_way_leaves_the_partition_unsealed()
    {
        (Hand hand, _) = await RestartedAsync();
        Entry lost = hand.Number(Drafts.Change(MatchIn(0), "b"));
        await hand.TryAsync(lost, reopening: true);
        hand.Advance(lost);
        Assert.Equal(
            AppendOutcome.Unsealed, (await hand.TryAsync(hand.Number(Drafts.Change(MatchIn(0), "c")))).Outcome);
    }

    [Theory]
    [InlineData(FirstEpoch)]
    [InlineData(SecondEpoch)]
    public async Task A_reopening_of_a_partition_that_this_run_has_sealed_leaves_it_unsealed_until_its_own_seal(uint epoch)
    {
        Hand hand = await Hand.OpenAsync(Log, epoch: FirstEpoch);
        await hand.AppendAsync(Drafts.Change(MatchIn(0), "a"));
        Entry next = hand.Chained(epoch == FirstEpoch
            ? hand.Number(Drafts.Change(MatchIn(0), "b"))
            : Opening(hand, new LogPosition(FirstEpoch, 1)) with { Epoch = epoch });

        Assert.Equal(AppendOutcome.Appended, (await hand.TryAsync(next, reopening: true)).Outcome);
        hand.Advance(next);

        Assert.False((await Hand.HeadAsync(Log)).Sealed);
        Assert.Equal(
            AppendOutcome.Unsealed, (await hand.TryAsync(hand.Number(Drafts.Change(MatchIn(0), "c")))).Outcome);
        Assert.Equal(SealOutcome.Sealed, await hand.SealAsync(epoch));
        await hand.AppendAsync(Drafts.Change(MatchIn(0), "c"));
    }

    [Fact]
    public async Task An_opening_begins_a_new_epoch_at_the_head_and_may_leave_numbers_out()
    {
        (Hand hand, _) = await RestartedAsync();
        LogPosition common = new(FirstEpoch, 1);
        Entry opening = Opening(hand, common) with { Epoch = SecondEpoch, Sequence = 40, MatchSequence = 30 };
        opening = hand.Chained(opening);

        EntryAnswer answer = await hand.TryAsync(opening, reopening: true);
        hand.Advance(opening);

        Assert.Equal(AppendOutcome.Appended, answer.Outcome);
        Assert.Equal(SealOutcome.Sealed, await hand.SealAsync(SecondEpoch));
        Assert.Equal(new LogPosition(SecondEpoch, 40), (await Hand.HeadAsync(Log)).Position);
        Assert.Equal(common, (await Log.ReadAsync(0, common, 1, Cancel)).Entries[0].Continues);
        EntryPlace next = await hand.AppendAsync(Drafts.Change(MatchIn(0), "b"));
        Assert.Equal((41ul, 31u), (next.Position.Sequence, next.MatchPosition.Sequence));
    }

    [Fact]
    public async Task A_new_epoch_begins_only_during_a_reopening_by_an_opening_that_continues_the_head()
    {
        (Hand hand, _) = await RestartedAsync();
        Entry opening = Opening(hand, new LogPosition(FirstEpoch, 1)) with { Epoch = SecondEpoch };
        Entry elsewhere = opening with { Continues = LogPosition.Start };
        Entry change = opening with { Kind = EntryKind.Change };

        await AssertConflictAsync(hand, elsewhere, ConflictReason.Epoch, reopening: true);
        await AssertConflictAsync(hand, change, ConflictReason.Epoch, reopening: true);
        Assert.Equal(SealOutcome.Sealed, await hand.SealAsync(FirstEpoch));
        await AssertConflictAsync(hand, opening, ConflictReason.Epoch, reopening: false);
    }

    [Fact]
    public async Task A_match_enters_a_new_epoch_by_an_opening_only()
    {
        Hand hand = await Hand.OpenAsync(Log, epoch: FirstEpoch);
        await hand.AppendAsync(Drafts.Change(MatchIn(0), "a"));
        Assert.Equal(SealOutcome.Sealed, await hand.SealAsync(SecondEpoch));

        await AssertConflictAsync(
            hand, hand.Number(Drafts.Change(MatchIn(0), "b")), ConflictReason.MatchSequence, reopening: false);
        EntryPlace opened = await hand.AppendAsync(Drafts.Change(MatchIn(0), "ab") with { Kind = EntryKind.Opening });

        Assert.Equal(new MatchPosition(SecondEpoch, 2), opened.MatchPosition);
    }

    [Fact]
    public async Task An_opening_never_takes_a_match_sequence_that_was_used()
    {
        Hand hand = await Hand.OpenAsync(Log);
        await hand.AppendAsync(Drafts.Change(MatchIn(0), "a"));
        Entry opening = hand.Number(
            Drafts.Change(MatchIn(0), "b") with { Kind = EntryKind.Opening }) with
        { MatchSequence = 1 };
        await AssertConflictAsync(hand, opening, ConflictReason.MatchSequence, reopening: false);
    }

    private static async Task AssertConflictAsync(Hand hand, Entry entry, ConflictReason reason, bool reopening)
    {
        EntryAnswer answer = await hand.TryAsync(hand.Chained(entry), reopening);
        Assert.Equal((AppendOutcome.Conflict, reason), (answer.Outcome, answer.Conflict));
    }

    private Entry Opening(Hand hand, LogPosition continues) =>
        hand.Number(Drafts.Change(MatchIn(0), "state") with { Kind = EntryKind.Opening }, continues);

    /// <summary>
    /// One entry in the log, then a new run of the store; the hand has the lease and knows the new run.
    /// </summary>
    private async Task<(Hand Hand, EntryDraft Appended)> RestartedAsync()
    {
        Hand before = await Hand.OpenAsync(Log, epoch: FirstEpoch);
        EntryDraft draft = Drafts.Change(MatchIn(0), "a");
        Entry entry = before.Number(draft);
        await before.AppendAsync(draft);
        await Harness.RestartStoreAsync();
        Hand after = await Hand.TakeAsync(Log);
        after.Sequence = 0;
        after.Advance(entry);
        return (after, draft);
    }
}
