using Fanout.Protocol.Messages;

namespace Fanout.Server.Boards;

/// <summary>Where a row stands on its board: by start, absent last; then by id, ordinally.</summary>
internal readonly record struct RowKey(double Start, string Id) : IComparable<RowKey>
{
    public static RowKey Of(Headline row) => new(row.HasStart ? row.Start : double.PositiveInfinity, row.Id);

    public int CompareTo(RowKey other)
    {
        var byStart = Start.CompareTo(other.Start);
        return byStart != 0 ? byStart : string.CompareOrdinal(Id, other.Id);
    }
}
