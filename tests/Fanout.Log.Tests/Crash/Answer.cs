using System.Globalization;

namespace Fanout.Log.Tests.Crash;

/// <summary>
/// What the killed process was told about an entry: appended (A) or found as a duplicate of an earlier try (D).
/// </summary>
internal sealed record Answer(char Kind, int Partition, int Number, LogPosition Position, long PublishedMs)
{
    public string ToLine() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Kind} {Partition} {Number} {Position.Epoch} {Position.Sequence} {PublishedMs}.");

    /// <summary>Reads a line; <see langword="null"/> for one that the kill cut off.</summary>
    public static Answer? TryParse(string line)
    {
        string[] parts = line.TrimEnd('.').Split(' ');
        if (!line.EndsWith('.') || parts.Length != 6)
            return null;
        return new Answer(
            parts[0][0],
            int.Parse(parts[1], CultureInfo.InvariantCulture),
            int.Parse(parts[2], CultureInfo.InvariantCulture),
            new LogPosition(uint.Parse(parts[3], CultureInfo.InvariantCulture), ulong.Parse(
                parts[4], CultureInfo.InvariantCulture)),
            long.Parse(parts[5], CultureInfo.InvariantCulture));
    }
}
