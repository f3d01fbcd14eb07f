using System.IO.Hashing;
using System.Text;

namespace Fanout.Log;

/// <summary>
/// Which partition a match lives in. Part of the stored format: every process and every version must agree.
/// </summary>
public static class Partitioning
{
    public const int CountMin = 1;
    public const int CountMax = 1024;
    public const int CountDefault = 16;

    private const int StackBytesMax = 256; // a match id has at most 64 characters of at most 3 bytes each

    /// <summary>XXH64 (seed 0) of the id's UTF-8, modulo <paramref name="count"/>.</summary>
    /// <param name="matchId">Our id of the match, 1–64 characters.</param>
    /// <param name="count">Partitions of the log, <see cref="CountMin"/>–<see cref="CountMax"/>.</param>
    public static int Of(string matchId, int count)
    {
        ArgumentException.ThrowIfNullOrEmpty(matchId);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(matchId.Length, EntryLimits.MatchIdLengthMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, CountMin);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, CountMax);

        Span<byte> utf8 = stackalloc byte[StackBytesMax];
        int size = Encoding.UTF8.GetBytes(matchId, utf8);
        return (int)(XxHash64.HashToUInt64(utf8[..size]) % (ulong)count);
    }
}
