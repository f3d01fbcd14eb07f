using System.Security.Cryptography;
using System.Text;
using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Identity.Mapping;

/// <summary>What a decision does, in a few letters: whoever was shown one does not do another.</summary>
/// <remarks>
/// Of the names alone that change their match or what they are known not to be. The book's revision lost: it moves with
/// every fixture of the sport, and on a busy day nothing could be confirmed by it.
/// </remarks>
internal static class Effect
{
    private const int BytesKept = 8; // told apart by somebody who looks once, not defended against anybody

    /// <summary>16 hexadecimal digits; empty where nothing changes. The same whatever the order of the note is.</summary>
    public static string Of(MappingBook book, MappingNote? note)
    {
        if (note is null) return "";
        var changes = note.Names.Select(now => (Now: now, Before: book.Find(now.Feed, now.Id)))
            .Where(static one => one.Before is null || one.Now.Match != one.Before.Match || !one.Now.Rejected.Equals(one.Before.Rejected))
            .Select(static one => $"{one.Now.Feed}\n{one.Now.Id}\n{one.Before?.Match}\n{one.Now.Match}\n{string.Join(' ', one.Now.Rejected)}")
            .Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', changes))).AsSpan(0, BytesKept));
    }
}
