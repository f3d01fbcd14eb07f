namespace Fanout.Server.Delivery;

/// <summary>
/// What is due to one connection in its shard's <see cref="DueFrames"/>. Mutable, so it lives in one field and is never
/// copied.
/// </summary>
internal struct DueChain()
{
    private int _first = DueFrames.None;
    private int _last = DueFrames.None;

    /// <summary>One more run is due; the subscription counts as moved by it from now on.</summary>
    public void Add(DueFrames due, int subscribers, uint from, int run)
    {
        _last = due.Add(_last, subscribers, from, run);
        if (_first == DueFrames.None)
            _first = _last;
    }

    /// <summary>
    /// Hands on what is due. False: the sink took no more, and what it did not take was never sent.
    /// </summary>
    public bool Send(Connection connection)
    {
        if (_first == DueFrames.None)
            return true;
        var due = connection.Shard.Due;
        var index = _first;
        (_first, _last) = (DueFrames.None, DueFrames.None);
        for (; index != DueFrames.None; index = due[index].Next)
        {
            var run = due.RunOf(index);
            var bytes = run.Join(due.Arena, connection, out var ends);
            var taken = connection.Outgoing.Offer(bytes, ends);
            connection.Shard.Counts.Frames += taken;
            if (taken == run.Count)
                continue;
            TakeBack(connection, index);
            if (taken > 0)
                ReaderOf(connection, index).Seq = run[taken - 1].Position.Seq;
            return false;
        }
        return true;
    }

    /// <summary>Nothing of what is due goes out: its subscriptions stand where they stood. False: nothing was due.</summary>
    public bool Withdraw(Connection connection)
    {
        if (_first == DueFrames.None)
            return false;
        TakeBack(connection, _first);
        (_first, _last) = (DueFrames.None, DueFrames.None);
        return true;
    }

    private static void TakeBack(Connection connection, int index)
    {
        var due = connection.Shard.Due;
        for (; index != DueFrames.None; index = due[index].Next)
        {
            var reader = ReaderOf(connection, index);
            if (due[index].From < reader.Seq) // the first of several for one subscription tells where it stood
                reader.Seq = due[index].From;
        }
    }

    private static Reader ReaderOf(Connection connection, int index) =>
        connection.Subscriptions.ReaderAmong(connection.Shard.Due[index].Subscribers);
}
