namespace Fanout.Ingest.Adapters.Trees;

/// <summary>Puts a tree together from what a parser meets; what is there when it fails is kept.</summary>
internal sealed class TreeBuilder
{
    private readonly Stack<(DataNode Node, string Name)> _open = new(); // each with the name of the member that comes next

    public DataNode? Root { get; private set; }

    public int Depth => _open.Count;

    /// <summary>In a map, the next text is a name.</summary>
    public bool AwaitsName { get; private set; }

    public void Begin(DataNode node)
    {
        Put(node);
        _open.Push((node, ""));
        AwaitsName = node.IsMap;
    }

    public void End()
    {
        _open.Pop();
        AwaitsName = _open.TryPeek(out var parent) && parent.Node.IsMap;
    }

    public void Name(string name)
    {
        var (node, _) = _open.Pop();
        _open.Push((node, name));
        AwaitsName = false;
    }

    /// <summary>Adds a value; <see langword="null"/> for one that says nothing.</summary>
    public void Put(DataNode? node)
    {
        if (!_open.TryPeek(out var parent))
        {
            Root ??= node;
            return;
        }

        if (node is not null)
        {
            if (parent.Node.IsMap) parent.Node.Add(parent.Name, node);
            else parent.Node.Add(node);
        }

        AwaitsName = parent.Node.IsMap;
    }
}
