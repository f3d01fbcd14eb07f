using System.Net;
using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Tests.Forwarding;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log;
using Fanout.Log.InMemory;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Ingest.Tests.Feeds;

/// <summary>What a feed must remember stands in the log, and whoever holds its partition next knows it.</summary>
public sealed class FeedMemoryTests : IAsyncDisposable
{
    private const string Feed = "feed-one";

    private readonly InMemoryEventLog _log = new(1, TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Fact]
    public async Task What_was_noted_is_known_after_a_restart_from_entries_and_from_a_snapshot()
    {
        await using (var first = await IngestHost.StartAsync(_log))
        {
            await NoteAsync(first.Ingest, new FeedNote { Revision = 1, Place = "p1", Kept = { Kept("one", 1) }, Poison = { Poison(1) } });
            await NoteAsync(first.Ingest, new FeedNote { Revision = 2, Place = "p2", Kept = { Kept("two", 2) } });
        }
        var (fromSnapshot, writer) = await CutLog.OpenAsync(_log);
        await using (writer) Check(fromSnapshot.Table.Find(FeedPlace.IdOf(Feed))!.Feed!);

        var page = await _log.ReadAsync(0, LogPosition.Start, 100, Cancel);
        var fromEntries = new PartitionMatches(new IngestOptions(), new AliasBook(), arbitration: null, JudgeGuard.Over(null, NullLogger.Instance));
        await fromEntries.ApplyAsync(page.Entries, Cancel);
        Check(fromEntries.Table.Find(FeedPlace.IdOf(Feed))!.Feed!);
        Assert.Equal(
            fromEntries.Table.Find(FeedPlace.IdOf(Feed))!.ToWriterState(),
            fromSnapshot.Table.Find(FeedPlace.IdOf(Feed))!.ToWriterState());

        static void Check(FeedMemory memory)
        {
            Assert.Equal("p2", memory.Place);
            Assert.Equal([Kept("one", 1), Kept("two", 2)], memory.Kept);
            Assert.Equal(Poison(1), Assert.Single(memory.Poison));
        }
    }

    [Fact]
    public async Task Readers_of_matches_never_see_it_and_the_log_verifies()
    {
        await using (var host = await IngestHost.StartAsync(_log))
            await NoteAsync(host.Ingest, new FeedNote { Revision = 1, Place = "p1", Poison = { Poison(1) } });

        var entry = Assert.Single(await IngestHost.EntriesAsync(_log, FeedPlace.IdOf(Feed)));
        Assert.Equal((Log.EntryKind.Decision, 0u), (entry.Kind, entry.MatchSequence));
        Assert.Empty(await WriterReplayTests.VerifyAsync(_log));
    }

    [Fact]
    public async Task The_same_again_is_no_entry()
    {
        await using var host = await IngestHost.StartAsync(_log);
        for (var i = 0; i < 3; i++)
            await NoteAsync(host.Ingest, new FeedNote { Revision = 1, Place = "p1", Kept = { Kept("one", 1) }, Poison = { Poison(1) } });

        Assert.Single(await IngestHost.EntriesAsync(_log, FeedPlace.IdOf(Feed)));
        Assert.Equal(1ul, Memory(host.Ingest).PoisonCount);
    }

    [Fact]
    public async Task Who_lost_the_feed_to_another_does_not_have_the_last_word()
    {
        await using var host = await IngestHost.StartAsync(_log);
        await NoteAsync(host.Ingest, new FeedNote { Revision = 1, Place = "p1" });
        await NoteAsync(host.Ingest, new FeedNote { Revision = 2, Place = "p2" });
        var late = new FeedNote { Revision = 1, Place = "late", Kept = { Kept("late", 1) }, Poison = { Poison(1) } };
        Assert.False(await host.Ingest.Places.NoteAsync(Feed, late, Cancel));

        var memory = Memory(host.Ingest);
        Assert.Equal(("p2", 0), (memory.Place, memory.Kept.Count));
        Assert.Single(memory.Poison); // what was put aside is, whoever did
    }

    [Fact]
    public async Task What_several_processes_read_is_kept_once_by_its_place_in_the_order_in_which_it_was_noted()
    {
        await using var host = await IngestHost.StartAsync(_log);
        await NoteAsync(host.Ingest, new FeedNote { Kept = { Kept("one", 0), Kept("two", 0) } });
        await NoteAsync(host.Ingest, new FeedNote { Kept = { Kept("two", 0), Kept("three", 0) } });

        Assert.Equal(["one", "two", "three"], Memory(host.Ingest).Kept.Select(static kept => kept.Place));
    }

    [Fact]
    public async Task The_oldest_messages_make_room_where_there_are_too_many_bytes_of_them()
    {
        await using var host = await IngestHost.StartAsync(_log);
        const int size = (FeedNotes.KeptBytesMax / 4) - 100;
        for (var i = 1ul; i <= 6; i++)
        {
            var kept = new KeptMessage { Place = $"p{i}", Content = ByteString.CopyFrom(new byte[size]), Revision = i };
            await NoteAsync(host.Ingest, new FeedNote { Revision = i, Kept = { kept } });
        }

        Assert.Equal([3ul, 4, 5, 6], Memory(host.Ingest).Kept.Select(static kept => kept.Revision));
    }

    [Fact]
    public async Task The_oldest_poison_goes_where_there_is_too_much_of_it_by_count_or_by_bytes()
    {
        await using var host = await IngestHost.StartAsync(_log);
        for (var i = 1; i <= FeedNotes.PoisonCountMax + 3; i++) await NoteAsync(host.Ingest, new FeedNote { Poison = { Poison(i) } });
        var many = Memory(host.Ingest);
        Assert.Equal((4ul, FeedNotes.PoisonCountMax), (many.Poison[0].Id, many.Poison.Count));

        for (var i = 1001; i <= 1006; i++)
            await NoteAsync(host.Ingest, new FeedNote { Poison = { Poison(i, FeedNotes.ContentBytesMax - 100) } });
        var large = Memory(host.Ingest);
        Assert.Equal([1003ul, 1004, 1005, 1006], large.Poison.Select(static poison => poison.Id));
        Assert.Equal((ulong)FeedNotes.PoisonCountMax + 9, large.PoisonCount);
    }

    [Fact]
    public async Task A_feed_of_which_nothing_was_noted_for_two_months_is_forgotten_by_an_entry()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 18, 0, 0, TimeSpan.Zero));
        await using var host = await IngestHost.StartAsync(_log, time);
        await NoteAsync(host.Ingest, new FeedNote { Revision = 1, Place = "p1" });
        time.Advance(TimeSpan.FromDays(59));
        await NoteAsync(host.Ingest, new FeedNote { Revision = 2, Place = "p2" });
        time.Advance(TimeSpan.FromDays(59));
        await host.SendAsync("f1", """{"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football"}}""");
        Assert.Equal("p2", Memory(host.Ingest).Place);

        await IngestHost.EventuallyAsync(() =>
        {
            time.Advance(TimeSpan.FromDays(1));
            return Task.FromResult(host.Ingest.Places.MemoryOf(Feed) is { Place: "" });
        });
    }

    [Fact]
    public async Task Another_process_brings_its_note_to_the_holder()
    {
        await using var holder = await ClusterNode.StartAsync(_log);
        await IngestHost.EventuallyAsync(() => Task.FromResult(holder.Ingest.Places.MemoryOf(Feed) is not null));
        await using var other = await ClusterNode.StartAsync(_log);

        Assert.False(other.Ingest.Places.Holds(Feed));
        await NoteAsync(other.Ingest, new FeedNote { Revision = 1, Place = "p1" });

        Assert.Equal("p1", Memory(holder.Ingest).Place);
        Assert.Null(other.Ingest.Places.MemoryOf(Feed));
        await NoteAsync(holder.Ingest, new FeedNote { Revision = 2, Place = "p2", Kept = { Kept("one", 2) }, Poison = { Poison(1) } });
        Assert.False(await other.Ingest.Places.NoteAsync(Feed, new FeedNote { Revision = 1, Place = "late" }, Cancel));
        var recalled = (await other.Ingest.Places.RecallAsync(Feed, Cancel))!;
        Assert.Equal(("p2", 2ul, 0), (recalled.Place, recalled.Revision, recalled.Poison.Count));
        Assert.Equal([Kept("one", 2)], recalled.Kept);
    }

    [Theory]
    [InlineData("not a name")]
    [InlineData("")]
    public async Task A_forwarded_note_that_is_none_is_refused(string feed)
    {
        await using var node = await ClusterNode.StartAsync(_log);
        var note = new ForwardedNote { Feed = feed, Note = new FeedNote { Revision = 1, Place = "p1" } };
        Assert.Equal(
            HttpStatusCode.BadRequest,
            await node.PostInternalAsync(ForwardingEndpoint.PathOf(0, ForwardingEndpoint.Note), note.ToByteArray(), ClusterNode.InternalKey));
    }

    private static FeedMemory Memory(MatchIngest ingest) => ingest.Places.MemoryOf(Feed)!;

    private static async Task NoteAsync(MatchIngest ingest, FeedNote note) =>
        Assert.True(await ingest.Places.NoteAsync(Feed, note, Cancel));

    private static KeptMessage Kept(string text, ulong revision) =>
        new() { Place = text, Content = ByteString.CopyFromUtf8(text), Revision = revision };

    private static PoisonMessage Poison(int id, int bytes = 10) => new()
    {
        Id = (ulong)id,
        Place = $"queue {id}",
        Reason = "no event",
        Content = ByteString.CopyFrom(new byte[bytes]),
        Size = (uint)bytes,
        ReceivedMs = id,
    };
}
