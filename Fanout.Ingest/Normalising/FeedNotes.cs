using Fanout.Protocol.Messages;
using Google.Protobuf;

namespace Fanout.Ingest.Normalising;

/// <summary>What a feed remembers, as entries of the log make it: the rules of its quarantine, and its one way in.</summary>
internal static class FeedNotes
{
    /// <summary>Poison messages kept of a feed; the oldest goes first. Enough to see what is wrong with a feed.</summary>
    public const int PoisonCountMax = 100;

    /// <summary>Bytes of all of them: they stand in every snapshot.</summary>
    public const int PoisonBytesMax = 1024 * 1024;

    /// <summary>Bytes kept of one message: nearly all are far smaller, and of the others the beginning says what they are.</summary>
    public const int ContentBytesMax = 256 * 1024;

    /// <summary>Bytes of all kept messages; with the rest of the memory they stand in one part of a snapshot, of 4 MiB.</summary>
    public const int KeptBytesMax = 2 * 1024 * 1024;

    /// <summary>Bytes of the messages that one note brings, and so of each: a quarter of what one process may send another.</summary>
    public const int NoteBytesMax = 1024 * 1024;

    /// <summary>
    /// The entry by which a note comes into the log; null when it says nothing new: a note whose answer was lost is sent again,
    /// and a process that lost the feed to another may have the last word too late.
    /// </summary>
    /// <param name="id">The feed's place.</param>
    /// <param name="feed">Name of the feed.</param>
    /// <param name="memory">What it remembers; null: nothing.</param>
    /// <param name="note">What is new; <see cref="FeedNote.Dropped"/> is decided here.</param>
    /// <param name="nowMs">Time, ms since 1970.</param>
    public static MatchEntry? Entry(string id, string feed, FeedMemory? memory, FeedNote note, double nowMs)
    {
        memory ??= new FeedMemory();
        var news = new FeedNote();
        if (note.Revision == memory.Revision + 1) // or it is there already, or of a process that no longer runs the feed
        {
            news.Revision = note.Revision;
            if (note.HasPlace) news.Place = note.Place;
            news.Kept.AddRange(note.Kept);
        }
        else if (note.Revision == 0)
        {
            var places = memory.Kept.Select(static kept => kept.Place).ToHashSet(StringComparer.Ordinal);
            news.Kept.AddRange(note.Kept.Where(kept => places.Add(kept.Place)));
        }
        var known = memory.Poison.Select(static poison => poison.Id).ToHashSet();
        news.Poison.AddRange(note.Poison.Where(poison => known.Add(poison.Id)));
        news.Dropped = (uint)CountOver([.. memory.Poison, .. news.Poison], PoisonCountMax, PoisonBytesMax);
        news.Forgotten = (uint)CountOver([.. memory.Kept, .. news.Kept], int.MaxValue, KeptBytesMax);
        if (news.CalculateSize() == 0) return null;
        var change = new LoggedChange
        {
            Kind = EntryKind.Types.Value.System,
            StateHash = Match.Empty.Hash,
            Cause = new Cause { Feed = feed, ReceivedMs = nowMs },
        };
        var writer = new WriterChange { Feed = news };
        if (note.By is { } by)
        {
            change.Kind = EntryKind.Types.Value.Correction;
            change.Correction = new Correction { Id = by.Id, ActorRole = by.Role, Reason = by.Reason };
            writer.Actor = by.Actor;
        }
        return new MatchEntry(id, change, writer, Match.Empty);
    }

    /// <summary>The entry that drops a message because an editor said so; it is put aside again if it comes again.</summary>
    public static MatchEntry Drop(MatchWork work, PoisonMessage poison, EditorDecision by)
    {
        var change = new LoggedChange
        {
            Kind = EntryKind.Types.Value.Correction,
            StateHash = Match.Empty.Hash,
            Cause = new Cause { ReceivedMs = by.AtMs },
            Correction = by.Over(),
        };
        var writer = new WriterChange { Feed = new FeedNote { Released = { poison.Id } }, Actor = by.Actor };
        return new MatchEntry(work.Id, change, writer, Match.Empty);
    }

    /// <summary>What is remembered after a note.</summary>
    public static FeedMemory Apply(FeedMemory? memory, FeedNote note, double nowMs)
    {
        var after = new FeedMemory
        {
            Place = note.HasPlace ? note.Place : memory?.Place ?? "",
            PoisonCount = (memory?.PoisonCount ?? 0) + (ulong)note.Poison.Count,
            NotedMs = nowMs,
            Revision = Math.Max(note.Revision, memory?.Revision ?? 0),
        };
        after.Kept.AddRange((memory?.Kept ?? []).Concat(note.Kept).Skip((int)note.Forgotten));
        var poison = (memory?.Poison ?? []).Concat(note.Poison).Skip((int)note.Dropped);
        after.Poison.AddRange(poison.Where(one => !note.Released.Contains(one.Id)));
        return after;
    }

    /// <summary>Whether the log has what was noted as it was noted; false: another process has noted something since.</summary>
    public static bool Has(FeedMemory? memory, FeedNote note) =>
        note.Revision == 0
        || (memory?.Revision == note.Revision && (note.Kept.Count == 0 || memory.Kept.LastOrDefault()?.Equals(note.Kept[^1]) == true));

    /// <summary>How many of the oldest have to go, so that neither the others nor their bytes are too many.</summary>
    private static int CountOver(IReadOnlyList<IMessage> all, int countMax, int bytesMax)
    {
        var bytes = all.Sum(static one => one.CalculateSize());
        var over = 0;
        for (; all.Count - over > countMax || bytes > bytesMax; over++) bytes -= all[over].CalculateSize();
        return over;
    }
}
