namespace Fanout.Server.Delivery;

/// <summary>
/// Whose turn it is to be answered: a crowd that subscribes at once, or one reader with a thousand topics, must not hold
/// up what is delivered, nor each other.
/// </summary>
/// <remarks>
/// A turn of the shard makes so many answers, of which a connection gets so many; who needs more waits, first come first
/// served, and goes on in a later turn where it stopped. While nobody waits an answer is made at once. Between two turns
/// the shard takes what was published and what its driver received; that costs microseconds where there is nothing.
/// </remarks>
/// <param name="flush">Flushes a connection: it takes its answers (<see cref="TryTake"/>) and whatever else is due.</param>
internal sealed class AnswerTurns(Action<Connection> flush)
{
    /// <summary>Answers for one connection in a turn.</summary>
    public const int PerConnection = 64;

    /// <summary>Answers in a turn: about two milliseconds, where each goes to another connection.</summary>
    public const int PerTurn = 256;

    private readonly Queue<Connection> _waiting = new();
    private Connection? _current;
    private int _given; // to the current one
    private int _left;

    /// <summary>Somebody waits for the next turn.</summary>
    public bool Waiting => _waiting.Count > 0;

    /// <summary>A turn begins.</summary>
    public void Begin() => (_left, _current) = (PerTurn, null);

    /// <summary>One more answer may be made for a connection that is being flushed; false: it waits for its turn.</summary>
    public bool TryTake(Connection connection)
    {
        if (connection != _current && !Waiting)
            (_current, _given) = (connection, 0);
        if (connection == _current && _given < PerConnection && _left > 0)
        {
            _given++;
            _left--;
            return true;
        }
        if (!connection.AwaitsTurn)
        {
            connection.AwaitsTurn = true;
            _waiting.Enqueue(connection);
        }
        return false;
    }

    /// <summary>Serves those who wait, each once, as far as this turn goes.</summary>
    public void Serve()
    {
        for (var count = _waiting.Count; count > 0 && _left > 0; count--)
        {
            (_current, _given) = (_waiting.Dequeue(), 0);
            _current.AwaitsTurn = false;
            flush(_current);
        }
        _current = null;
    }
}
