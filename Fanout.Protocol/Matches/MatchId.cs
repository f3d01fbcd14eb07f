using System.Buffers;

namespace Fanout.Protocol.Matches;

/// <summary>Our name of a match: 1–64 of <c>A–Z a–z 0–9 . _ : -</c>.</summary>
/// <remarks>It stands in topics, paths and file names as it is, hence the few characters.</remarks>
public static class MatchId
{
    public const int LengthMax = 64;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-");

    public static bool IsValid(ReadOnlySpan<char> id) =>
        id.Length is > 0 and <= LengthMax && !id.ContainsAnyExcept(Allowed);
}
