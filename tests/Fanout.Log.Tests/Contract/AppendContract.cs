using System.Text;

namespace Fanout.Log.Tests;

/// <summary>Appending: the six answers, the order of the checks, groups, stamps, durability.</summary>
public abstract class AppendContract(LogHarness harness) : LogContract(harness)
{
    [Fact]
    public async Task Reads_back_everything_that_an_entry_says()
    {
        Hand hand = await Hand.OpenAsync(Log);
        Entry entry = hand.Number(Drafts.Change(MatchIn(0), "1-0", "feed/e1") with
        {
            Retention = KeyRetention.Match,
            Life = MatchLife.Closes,
        });
        EntryAnswer answer = await hand.TryAsync(entry);

        LogPage page = await Log.ReadAsync(0, LogPosition.Start, 10, Cancel);

        Entry read = Assert.Single(page.Entries);
        Assert.Equal(AppendOutcome.Appended, answer.Outcome);
        Assert.Equal("1-0", Encoding.UTF8.GetString(read.Public.Span));
        Assert.Equal("writer of 1-0", Encoding.UTF8.GetString(read.Writer.Span));
        Assert.Equal(
            entry with { PublishedMs = answer.Place.PublishedMs },
            read with { Public = entry.Public, Writer = entry.Writer });
        Assert.Equal(entry.Chain, ChainHash.Next(ChainHash.None, read));
        Assert.Equal(new EntryPlace(new LogPosition(7, 1), new MatchPosition(7, 1), read.PublishedMs), answer.Place);
    }

    [Fact]
    public async Task A_repeated_key_with_the_same_content_is_answered_with_its_first_place()
    {
        Hand hand = await Hand.OpenAsync(Log);
        EntryPlace first = await hand.AppendAsync(Drafts.Change(MatchIn(0), "a", "key"));
        await hand.AppendAsync(Drafts.Change(MatchIn(0), "b"));

        EntryAnswer again = await hand.TryAsync(hand.Number(Drafts.Change(MatchIn(0), "a", "key")));

        Assert.Equal(new EntryAnswer(AppendOutcome.Duplicate, first), again);
        Assert.Equal(2ul, (await Hand.HeadAsync(Log)).Position.Sequence);
    }

    [Fact]
    public async Task A_repeated_key_with_other_content_is_refused()
    {
        Hand hand = await Hand.OpenAsync(Log);
        await hand.AppendAsync(Drafts.Change(MatchIn(0), "a", "key"));

        EntryAnswer again = await hand.TryAsync(hand.Number(Drafts.Change(MatchIn(0), "b", "key")));

        Assert.Equal((AppendOutcome.Conflict, ConflictReason.KeyReused), (again.Outcome, again.Conflict));
        Assert.Equal(1ul, (await Hand.HeadAsync(Log)).Position.Sequence);
    }

    [Fact]
    public async Task Keys_of_different_partitions_have_nothing_to_do_with_each_other()
    {
        Hand zero = await Hand.OpenAsync(Log, 0);
        Hand one = await Hand.OpenAsync(Log, 1);

        await zero.AppendAsync(Drafts.Change(MatchIn(0), "a", "key"));
        await one.AppendAsync(Drafts.Change(MatchIn(1), "b", "key"));

        Assert.Equal(ContentDigest.Of("b"u8), (await Log.FindKeyAsync(1, "key", Cancel))!.Value.ContentDigest);
        Assert.Null(await Log.FindKeyAsync(2, "key", Cancel));
    }

    [Fact]
    public async Task A_key_is_remembered_for_a_day()
    {
        Hand hand = await Hand.OpenAsync(Log);
        EntryPlace place = await hand.AppendAsync(Drafts.Change(MatchIn(0), "a", "key"));
        await Harness.PassAsync(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.Equal(place, (await Log.FindKeyAsync(0, "key", Cancel))?.Place);
    }

    [Fact]
    public async Task A_providers_key_is_remembered_while_its_match_lives_and_48_hours_after_it_closed()
    {
        Hand hand = await Hand.OpenAsync(Log);
        string match = MatchIn(0);
        await hand.AppendAsync(Drafts.Change(match, "a", "key") with { Retention = KeyRetention.Match });
        await Harness.PassAsync(TimeSpan.FromDays(10));
        await hand.AppendAsync(Drafts.Change(match, "b") with { Life = MatchLife.Closes });
        await Harness.PassAsync(TimeSpan.FromHours(48) - TimeSpan.FromSeconds(1));
        Assert.NotNull(await Log.FindKeyAsync(0, "key", Cancel));
    }

    [Fact]
    public async Task A_key_whose_time_is_not_over_outlives_the_trimming_of_its_entry()
    {
        Hand hand = await Hand.OpenAsync(Log);
        string match = MatchIn(0);
        EntryPlace place = await hand.AppendAsync(
            Drafts.Change(match, "a", "key") with { Retention = KeyRetention.Match });
        await hand.AppendAsync(Drafts.Change(match, "b") with { Life = MatchLife.Closes });
        await Log.SaveSnapshotAsync(new PartitionSnapshot
        {
            Partition = 0,
            Position = new LogPosition(hand.Epoch, hand.Sequence),
            Chain = hand.Chain,
            PublishedMs = place.PublishedMs,
            Matches = [],
        }, Cancel);
        await Harness.PassAsync(TimeSpan.FromHours(47));

        await Log.TrimAsync(0, hand.Sequence, Cancel);

        Assert.Equal(place, (await Log.FindKeyAsync(0, "key", Cancel))?.Place);
    }

    [Fact]
    public async Task A_retry_after_a_takeover_still_learns_that_its_first_try_was_taken()
    {
        Hand hand = await Hand.OpenAsync(Log);
        Entry entry = hand.Number(Drafts.Change(MatchIn(0), "a"));
        EntryAnswer first = await hand.TryAsync(entry);
        await Log.ReleaseLeaseAsync(0, hand.Fence, Cancel);
        await Hand.TakeAsync(Log, holder: 2);

        EntryAnswer retry = await hand.TryAsync(entry);

        Assert.Equal(new EntryAnswer(AppendOutcome.Duplicate, first.Place), retry);
    }

    [Fact]
    public async Task The_run_id_is_checked_before_the_key()
    {
        Hand hand = await Hand.OpenAsync(Log);
        Entry entry = hand.Number(Drafts.Change(MatchIn(0), "a"));
        await hand.TryAsync(entry);
        hand.RunId = "another run";
        Assert.Equal(AppendOutcome.Unsealed, (await hand.TryAsync(entry)).Outcome);
    }

    [Fact]
    public async Task The_fence_is_checked_before_epoch_and_sequence()
    {
        Hand hand = await Hand.OpenAsync(Log);
        hand.Fence = hand.Fence with { Holder = new HolderId(99) };
        Entry entry = hand.Number(Drafts.Change(MatchIn(0), "a"));
        Assert.Equal(AppendOutcome.Fenced, (await hand.TryAsync(entry with { Epoch = 8, Sequence = 5 })).Outcome);
    }

    [Theory]
    [InlineData(8, 1, 1, ConflictReason.Epoch)]
    [InlineData(7, 2, 1, ConflictReason.Sequence)]
    [InlineData(7, 0, 1, ConflictReason.Sequence)]
    [InlineData(7, 1, 2, ConflictReason.MatchSequence)]
    [InlineData(7, 1, 0, ConflictReason.MatchSequence)]
    public async Task An_entry_with_numbers_that_do_not_follow_conflicts(
        uint epoch, ulong sequence, uint matchSequence, ConflictReason reason)
    {
        Hand hand = await Hand.OpenAsync(Log, epoch: 7);
        Entry entry = hand.Number(Drafts.Change(MatchIn(0), "a"));

        EntryAnswer answer = await hand.TryAsync(
            hand.Chained(entry with { Epoch = epoch, Sequence = sequence, MatchSequence = matchSequence }));

        Assert.Equal((AppendOutcome.Conflict, reason), (answer.Outcome, answer.Conflict));
        Assert.Equal(0ul, (await Hand.HeadAsync(Log)).Position.Sequence);
    }

    [Fact]
    public async Task An_entry_chained_to_another_history_conflicts()
    {
        Hand hand = await Hand.OpenAsync(Log);
        await hand.AppendAsync(Drafts.Change(MatchIn(0), "a"));
        hand.Chain = new ChainHash(12345);
        EntryAnswer answer = await hand.TryAsync(hand.Number(Drafts.Change(MatchIn(0), "b")));
        Assert.Equal((AppendOutcome.Conflict, ConflictReason.Sequence), (answer.Outcome, answer.Conflict));
    }

    [Fact]
    public async Task A_group_is_taken_up_to_the_first_entry_that_is_refused()
    {
        Hand hand = await Hand.OpenAsync(Log);
        AppendRequest request = Group(hand, 4);
        Entry[] bent = [.. request.Entries];
        bent[2] = bent[2] with { Epoch = 99 };

        AppendAnswer answer = await Log.AppendAsync(request with { Entries = bent }, Cancel);

        Assert.Equal(
            [AppendOutcome.Appended, AppendOutcome.Appended, AppendOutcome.Conflict],
            answer.Answers.Select(one => one.Outcome));
        Assert.Equal(2ul, (await Hand.HeadAsync(Log)).Position.Sequence);
    }

    [Fact]
    public async Task A_group_sent_again_is_answered_as_the_duplicates_of_itself()
    {
        Hand hand = await Hand.OpenAsync(Log);
        AppendRequest request = Group(hand, 4);
        AppendAnswer first = await Log.AppendAsync(request with { Entries = [.. request.Entries.Take(2)] }, Cancel);

        AppendAnswer second = await Log.AppendAsync(request, Cancel);

        Assert.Equal(
            [AppendOutcome.Duplicate, AppendOutcome.Duplicate, AppendOutcome.Appended, AppendOutcome.Appended],
            second.Answers.Select(one => one.Outcome));
        Assert.Equal(first.Answers.Select(one => one.Place), second.Answers.Take(2).Select(one => one.Place));
    }

    [Fact]
    public async Task Stamps_follow_the_clock_and_stay_within_the_order_of_the_entries()
    {
        Hand hand = await Hand.OpenAsync(Log);
        EntryPlace first = await hand.AppendAsync(Drafts.Change(MatchIn(0), "a"));
        await Harness.PassAsync(TimeSpan.FromMilliseconds(1500));
        EntryPlace second = await hand.AppendAsync(Drafts.Change(MatchIn(0), "b"));
        Assert.InRange(second.PublishedMs - first.PublishedMs, 1500, 60_000);
    }

    [Fact]
    public async Task An_entry_that_is_put_back_keeps_its_stamp_but_never_goes_behind_the_one_before()
    {
        Hand hand = await Hand.OpenAsync(Log);
        EntryPlace first = await hand.AppendAsync(Drafts.Change(MatchIn(0), "a"));
        Entry later = hand.Number(Drafts.Change(MatchIn(0), "b")) with { PublishedMs = first.PublishedMs + 700 };
        EntryAnswer second = await hand.TryAsync(later, reopening: true);
        hand.Advance(later);
        Entry earlier = hand.Number(Drafts.Change(MatchIn(0), "c")) with { PublishedMs = first.PublishedMs };
        EntryAnswer third = await hand.TryAsync(earlier, reopening: true);

        Assert.Equal(first.PublishedMs + 700, second.Place.PublishedMs);
        Assert.Equal(first.PublishedMs + 700, third.Place.PublishedMs);
    }

    [Fact]
    public async Task Partitions_append_side_by_side_without_touching_each_other()
    {
        const int EntryCount = 200;
        Task[] writers = [.. Enumerable.Range(0, Log.PartitionCount).Select(async partition =>
        {
            Hand hand = await Hand.OpenAsync(Log, partition);
            for (int number = 0; number < EntryCount; number++)
                await hand.AppendAsync(Drafts.Change(MatchIn(partition, number % 3), $"{number}"));
        })];
        await Task.WhenAll(writers);

        for (int partition = 0; partition < Log.PartitionCount; partition++)
        {
            LogPage page = await Log.ReadAsync(partition, LogPosition.Start, EntryCount + 1, Cancel);
            var check = new ChainCheck(LogPosition.Start, ChainHash.None);
            Assert.All(page.Entries, entry => Assert.Null(check.Follow(entry)));
            Assert.Equal(EntryCount, page.Entries.Count);
            Assert.Equal(page.Head.Chain, check.Chain);
        }
    }

    [Fact]
    public async Task Everything_is_there_after_the_log_was_closed_and_opened_again()
    {
        Hand hand = await Hand.OpenAsync(Log, epoch: 7);
        EntryPlace place = await hand.AppendAsync(Drafts.Change(MatchIn(0), "a", "key"));
        await Log.ReleaseLeaseAsync(0, hand.Fence, Cancel); // which a shared log keeps
        await Harness.ReopenAsync();

        PartitionHead head = await Hand.HeadAsync(Log);
        Hand next = await Hand.TakeAsync(Log, holder: 2);
        EntryAnswer repeated = await next.TryAsync(next.Number(Drafts.Change(MatchIn(0), "a", "key")));

        Assert.Equal((new LogPosition(7, 1), true), (head.Position, head.Sealed));
        Assert.Equal(place.PublishedMs, head.PublishedMs);
        Assert.Equal(new EntryAnswer(AppendOutcome.Duplicate, place), repeated);
    }

    private AppendRequest Group(Hand hand, int count)
    {
        AppendRequest request = hand.Request([]);
        var numbering = new Hand(Log, 0) { Epoch = hand.Epoch, Sequence = hand.Sequence, Chain = hand.Chain };
        var entries = new List<Entry>();
        for (int number = 0; number < count; number++)
        {
            Entry entry = numbering.Number(Drafts.Change(MatchIn(0), $"{number}"));
            numbering.Advance(entry);
            entries.Add(entry);
        }
        return request with { Entries = entries };
    }
}
