using System.Diagnostics.CodeAnalysis;
using Fanout.Protocol.Messages;

namespace Fanout.Server.Boards;

/// <summary>
/// The rows of one board in their order, over all its pages, and which were touched since the last delta.
/// </summary>
internal sealed class BoardRows
{
    private readonly SortedDictionary<RowKey, Headline> _ordered = [];
    private readonly Dictionary<string, Headline> _byId = new(StringComparer.Ordinal);

    public int Count => _byId.Count;

    /// <summary>Ids of rows that came, changed or went since <see cref="ClearTouched"/>.</summary>
    public HashSet<string> Touched { get; } = new(StringComparer.Ordinal);

    public bool TryGet(string id, [NotNullWhen(true)] out Headline? row) => _byId.TryGetValue(id, out row);

    /// <summary>Adds a row, or replaces the one with its id.</summary>
    public void Set(Headline row)
    {
        if (_byId.TryGetValue(row.Id, out var old))
        {
            if (ReferenceEquals(old, row))
                return;
            _ordered.Remove(RowKey.Of(old));
        }
        _byId[row.Id] = row;
        _ordered[RowKey.Of(row)] = row;
        Touched.Add(row.Id);
    }

    public void Remove(string id)
    {
        if (!_byId.Remove(id, out var old))
            return;
        _ordered.Remove(RowKey.Of(old));
        Touched.Add(id);
    }

    public void ClearTouched() => Touched.Clear();

    /// <summary>The rows of one page, from 1.</summary>
    public IEnumerable<Headline> OnPage(int page, int rowsMax) =>
        _ordered.Values.Skip((page - 1) * rowsMax).Take(rowsMax);
}
