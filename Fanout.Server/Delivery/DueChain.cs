namespace Fanout.Server.Delivery;

/// <summary>
/// One connection's frames in its shard's <see cref="DueFrames"/>. Mutable, so it lives in one field and is never
/// copied.
/// </summary>
internal struct DueChain()
{
    private int _first = DueFrames.None;
    private int _last = DueFrames.None;

    /// <summary>One more step is due; the subscription counts as moved by it from now on.</summary>
    public void Add(DueFrames due, int subscribers, uint from, int frame)
    {
        _last = due.Add(_last, subscribers, from, frame);
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
            var frame = due.FrameOf(index).In(connection.Encoding);
            if (!connection.Outgoing.Offer(connection.Wire.Form(frame, connection)))
            {
                TakeBack(connection, index);
                return false;
            }
            connection.Shard.Counts.Frames++;
        }
        return true;
    }

    private static void TakeBack(Connection connection, int index)
    {
        var due = connection.Shard.Due;
        for (; index != DueFrames.None; index = due[index].Next)
        {
            var reader = connection.Subscriptions.ReaderAmong(due[index].Subscribers);
            if (due[index].From < reader.Seq) // the first of several for one subscription tells where it stood
                reader.Seq = due[index].From;
        }
    }
}
