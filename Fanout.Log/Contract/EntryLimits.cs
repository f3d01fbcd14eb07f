using System.Text;

namespace Fanout.Log;

/// <summary>
/// What fits into an entry. The same for every implementation, so that a log can be moved from one to another.
/// </summary>
public static class EntryLimits
{
    /// <summary>Characters of a match id (DESIGN: canonical push).</summary>
    public const int MatchIdLengthMax = 64;

    /// <summary>
    /// UTF-8 bytes of an idempotency key: feed name, separator and a provider's id with room to spare.
    /// </summary>
    public const int KeyBytesMax = 512;

    /// <summary>
    /// Bytes of the public part, and of the writer's part. Far above a whole cricket Test's state; a bound against
    /// runaway input.
    /// </summary>
    public const int PartBytesMax = 4 * 1024 * 1024;

    /// <summary>Keys that writers make themselves when an epoch begins.</summary>
    internal const string OpeningKeyPrefix = "opening/";

    /// <exception cref="ArgumentException">The draft is too large or incomplete; the message names the part, its value
    /// and the limit.</exception>
    internal static void Check(EntryDraft draft)
    {
        if (draft.Kind is < EntryKind.Change or > EntryKind.Opening)
        {
            throw new ArgumentException(
                $"entry kind {draft.Kind} cannot be appended (match {draft.MatchId}, key '{draft.Key}')");
        }

        if (draft.MatchId.Length is 0 or > MatchIdLengthMax)
        {
            throw new ArgumentException(
                $"match id '{draft.MatchId}' has {draft.MatchId.Length} characters, 1 to {MatchIdLengthMax} may be");
        }
        int keyBytes = Encoding.UTF8.GetByteCount(draft.Key);
        if (keyBytes is 0 or > KeyBytesMax)
        {
            throw new ArgumentException(
                $"key of {keyBytes} bytes, 1 to {KeyBytesMax} are allowed (match {draft.MatchId})");
        }

        CheckPrefix(OpeningKeyPrefix, draft);
        if (draft.Key != EntryDraft.OwnKey) CheckPrefix(EntryDraft.OwnKey, draft);
        CheckPart("public", draft.Public.Length, draft);
        CheckPart("writer's", draft.Writer.Length, draft);
    }

    private static void CheckPrefix(string prefix, EntryDraft draft)
    {
        if (draft.Key.StartsWith(prefix, StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"key '{draft.Key}' begins with '{prefix}', kept for the writer's own (match {draft.MatchId})");
        }
    }

    private static void CheckPart(string part, int bytes, EntryDraft draft)
    {
        if (bytes > PartBytesMax)
        {
            throw new ArgumentException(
                $"{part} part of {bytes} bytes exceeds {PartBytesMax} (match {draft.MatchId}, key '{draft.Key}')");
        }
    }
}
