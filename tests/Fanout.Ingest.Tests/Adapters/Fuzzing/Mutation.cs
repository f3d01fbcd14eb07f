using System.Text;

namespace Fanout.Ingest.Tests.Adapters.Fuzzing;

/// <summary>Damages a file: bytes changed, parts left out, put in twice or in another place, numbers and words that nobody expects.</summary>
internal static class Mutation
{
    private const int ChangesMax = 8;
    private const int PartMax = 2_000; // bytes left out or put in twice

    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "null", "\"\"", "0", "-1", "1", "2147483648", "99999999999999999999", "1e309", "NaN", "true", "[]", "{}", "[[[[", "}}", "\u0000",
            "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "12:60", "45+99", "é", "\u2028", "<", "/>", "&#0;", ",", ";", "\n", "\r\n", "\"", "\\u12",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0xEF, 0xBB, 0xBF],
    ];

    public static byte[] Of(byte[] whole, Random random)
    {
        var bytes = whole.ToList();
        for (var left = random.Next(1, ChangesMax + 1); left > 0 && bytes.Count > 0; left--) Change(bytes, random);
        return [.. bytes];
    }

    private static void Change(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count);
        var size = Math.Min(random.Next(1, random.Next(2) == 0 ? 16 : PartMax), bytes.Count - at);
        switch (random.Next(8))
        {
            case 0:
                bytes[at] = (byte)random.Next(256);
                break;
            case 1:
                bytes.RemoveRange(at, size);
                break;
            case 2:
                bytes.InsertRange(at, bytes.GetRange(at, size));
                break;
            case 3:
                bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, size));
                break;
            case 4:
                bytes.InsertRange(at, Words[random.Next(Words.Length)]);
                break;
            case 5 when random.Next(4) == 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                ReplaceNumber(bytes, at, random);
                break;
        }
    }

    /// <summary>Puts a word, or another number, where the next number stands.</summary>
    private static void ReplaceNumber(List<byte> bytes, int at, Random random)
    {
        while (at < bytes.Count && !char.IsAsciiDigit((char)bytes[at])) at++;
        var end = at;
        while (end < bytes.Count && char.IsAsciiDigit((char)bytes[end])) end++;
        if (end == at) return;
        var other = random.Next(2) == 0 ? Words[random.Next(Words.Length)] : Encoding.ASCII.GetBytes($"{random.Next(0, 200)}");
        bytes.RemoveRange(at, end - at);
        bytes.InsertRange(at, other);
    }
}
