using Fanout.Protocol.Messages;

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

    /// <summary>Bytes of a deflated document; with the rest of the memory it stands in one part of a snapshot, of 4 MiB.</summary>
    public const int DocumentBytesMax = 2 * 1024 * 1024;

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
            if (note.HasDocument && note.Document != memory.Document) news.Document = note.Document;
        }
        var known = memory.Poison.Select(static poison => poison.Id).ToHashSet();
        news.Poison.AddRange(note.Poison.Where(poison => known.Add(poison.Id)));
        news.Dropped = DropsFor(memory, news);
        if (news.CalculateSize() == 0) return null;
        var change = new LoggedChange
        {
            Kind = EntryKind.Types.Value.System,
            StateHash = Match.Empty.Hash,
            Cause = new Cause { Feed = feed, ReceivedMs = nowMs },
        };
        return new MatchEntry(id, change, new WriterChange { Feed = news }, Match.Empty);
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
        if (note.HasDocument) after.Document = note.Document;
        else if (memory is not null) after.Document = memory.Document;
        var poison = (memory?.Poison ?? []).Concat(note.Poison).Skip((int)note.Dropped);
        after.Poison.AddRange(poison.Where(one => !note.Released.Contains(one.Id)));
        return after;
    }

    private static uint DropsFor(FeedMemory memory, FeedNote news)
    {
        var all = memory.Poison.Concat(news.Poison).ToList();
        var bytes = all.Sum(static poison => poison.CalculateSize());
        var drops = 0;
        for (; all.Count - drops > PoisonCountMax || bytes > PoisonBytesMax; drops++) bytes -= all[drops].CalculateSize();
        return (uint)drops;
    }
}
