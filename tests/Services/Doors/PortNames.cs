using System.Text;

namespace Fanout.Services.Doors;

/// <summary>
/// Ports that clients are to know by other numbers: a Redis tells them where its primary, its replicas and the rest of
/// its cluster are, and they would go there past the doors.
/// </summary>
/// <remarks>
/// A number is replaced wherever it stands as digits with none beside them: in answers of Sentinels, in INFO, in CLUSTER and
/// in MOVED alike. That it also stands in data is not impossible, but free ports are random numbers.
/// </remarks>
internal sealed class PortNames
{
    private readonly List<(byte[] Port, byte[] Name)> _names = [];

    /// <exception cref="ArgumentException">The two have not the same number of digits, which frames rely on.</exception>
    public void Add(int port, int name)
    {
        var (digits, other) = (Digits(port), Digits(name));
        if (digits.Length != other.Length)
            throw new ArgumentException($"{port} cannot be told as {name}: the numbers are not of the same length");
        _names.Add((digits, other));
    }

    public void Replace(Span<byte> frames)
    {
        foreach (var (port, name) in _names)
        {
            var start = 0;
            while (frames[start..].IndexOf(port) is var found and >= 0)
            {
                var at = start + found;
                start = at + port.Length;
                if (!IsDigit(frames, at - 1) && !IsDigit(frames, start))
                    name.CopyTo(frames[at..]);
            }
        }
    }

    private static bool IsDigit(ReadOnlySpan<byte> bytes, int at) =>
        at >= 0 && at < bytes.Length && char.IsAsciiDigit((char)bytes[at]);

    private static byte[] Digits(int port) => Encoding.ASCII.GetBytes($"{port}");
}
