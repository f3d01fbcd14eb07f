using System.Globalization;
using System.Text;

namespace Fanout.Log;

/// <summary>What an entry must be wherever it stands.</summary>
internal static class EntryShape
{
    /// <returns>Whether it can be hashed: not where its texts are longer than any can be.</returns>
    public static bool Check(Entry entry, int partitionCount, PartitionFindings findings)
    {
        if (entry.Kind is < EntryKind.Change or > EntryKind.Opening)
            findings.Add(FindingKind.Place, entry, "a change, a decision or an opening", $"kind {(int)entry.Kind}");
        if (entry.Life is < MatchLife.Unchanged or > MatchLife.Retires)
            findings.Add(FindingKind.Place, entry, "a known effect on the match's life", $"life {(int)entry.Life}");
        if (entry.Retention is < KeyRetention.Day or > KeyRetention.Match)
            findings.Add(FindingKind.Key, entry, "a known retention", $"retention {(int)entry.Retention}");
        return CheckMatch(entry, partitionCount, findings) & CheckKey(entry, findings);
    }

    private static bool CheckMatch(Entry entry, int partitionCount, PartitionFindings findings)
    {
        if (entry.MatchId.Length is 0 or > EntryLimits.MatchIdLengthMax)
        {
            findings.Add(
                FindingKind.Place, entry, $"a match id of 1 to {EntryLimits.MatchIdLengthMax} characters",
                $"{entry.MatchId.Length} characters");
            return false;
        }
        int home = Partitioning.Of(entry.MatchId, partitionCount);
        if (home != entry.Partition)
            findings.Add(FindingKind.Place, entry, $"a match of partition {entry.Partition}", $"one of partition {home}");
        return true;
    }

    private static bool CheckKey(Entry entry, PartitionFindings findings)
    {
        int bytes = Encoding.UTF8.GetByteCount(entry.Key);
        if (bytes is 0 or > EntryLimits.KeyBytesMax)
        {
            findings.Add(FindingKind.Key, entry, $"a key of 1 to {EntryLimits.KeyBytesMax} bytes", $"{bytes} bytes");
            return false;
        }
        if (MadeKey(entry) is { } expected && expected != entry.Key)
            findings.Add(FindingKind.Key, entry, $"key {expected}", entry.Key);
        return true;
    }

    /// <summary>The key that a writer makes itself; <see langword="null"/> for the key of an input.</summary>
    private static string? MadeKey(Entry entry)
    {
        if (entry.Key.StartsWith(EntryDraft.OwnKey, StringComparison.Ordinal))
            return string.Create(CultureInfo.InvariantCulture, $"{EntryDraft.OwnKey}{entry.Epoch}/{entry.Sequence}");
        return entry.Key.StartsWith(EntryLimits.OpeningKeyPrefix, StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"{EntryLimits.OpeningKeyPrefix}{entry.Epoch}/{entry.MatchId}")
            : null;
    }
}
