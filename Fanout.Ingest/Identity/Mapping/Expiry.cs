using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Identity.Mapping;

/// <summary>Which names a book forgets: matches that were over long ago, and the oldest where there are too many.</summary>
internal static class Expiry
{
    /// <summary>Bytes of the names of a book: with its teams it stands in one part of a snapshot, of 4 MiB. Some 12,000 names.</summary>
    public const long NameBytesMax = 5 * 512 * 1024;

    /// <summary>How often it is looked; who looks at all names for every note is slow.</summary>
    private const ulong LookEvery = 64;

    private const int ForgottenCountMax = 2_048; // of one note: who is full makes room for some time

    /// <summary>As long as a match may be silent before it leaves memory, and one that has no day yet.</summary>
    private static readonly TimeSpan AfterStart = TimeSpan.FromDays(14);
    private static readonly TimeSpan WithoutDay = TimeSpan.FromDays(60);

    /// <summary>Adds to a note what is to be forgotten by now.</summary>
    public static void Add(MappingBook book, MappingNote note, double nowMs)
    {
        var isFull = book.NameBytes > NameBytesMax;
        if (!isFull && note.Revision % LookEvery != 0) return;
        var oldest = book.Names
            .Where(name => (isFull || IsPast(name, nowMs)) && !note.Names.Any(now => now.Feed == name.Feed && now.Id == name.Id))
            .OrderBy(LastMs).ThenBy(static name => name.Feed, StringComparer.Ordinal).ThenBy(static name => name.Id, StringComparer.Ordinal)
            .Take(ForgottenCountMax);
        var room = book.NameBytes - (NameBytesMax * 9 / 10);
        foreach (var name in oldest)
        {
            if (!IsPast(name, nowMs) && (!isFull || room <= 0)) continue;
            room -= name.CalculateSize();
            note.Forgotten.Add(new MappedName { Feed = name.Feed, Id = name.Id });
        }
    }

    private static double LastMs(MappedName name) => Math.Max(name.Facts?.StartMs ?? 0, name.NotedMs);

    private static bool IsPast(MappedName name, double nowMs) =>
        nowMs - LastMs(name) > (name.Facts is { HasStartMs: true } ? AfterStart : WithoutDay).TotalMilliseconds;
}
