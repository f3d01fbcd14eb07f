namespace Fanout.Ingest.Adapters.Baseball;

/// <summary>Who is on which base, and how many are out: what one half-inning leaves to its next play.</summary>
internal sealed class Diamond
{
    public const int OutsMax = 3;

    private string?[] _runners = new string?[Move.Home]; // by base; 0 is not used

    public int Outs { get; private set; }

    public bool IsOccupied(int place) => _runners[place] is not null;

    public void Clear()
    {
        _runners = new string?[Move.Home];
        Outs = 0;
    }

    /// <summary>Puts somebody on a base: the runner with whom extra innings begin, or one who runs for another.</summary>
    public void Place(string player, int place) => _runners[place] = player;

    /// <summary>Lets somebody run for another.</summary>
    public void Replace(string player, string by)
    {
        for (var place = 1; place < Move.Home; place++)
        {
            if (_runners[place] == player) _runners[place] = by;
        }
    }

    /// <summary>Moves everybody as the play says.</summary>
    /// <param name="play">What happened.</param>
    /// <param name="batter">Who was at bat.</param>
    /// <param name="trouble">Told of what does not fit what was before.</param>
    /// <returns>Who scored, the foremost first; an empty name for a runner whom no play had put on base.</returns>
    public List<string> Apply(PlayCode play, string batter, Action<string> trouble)
    {
        var scorers = new List<string>();
        var next = new string?[Move.Home];
        var outs = Outs;
        for (var from = Move.Home - 1; from >= 0; from--)
        {
            var runner = from == 0 ? batter : _runners[from];
            if (MoveOf(play, from) is not { } move)
            {
                if (from > 0 && runner is not null) Stand(next, from, runner, scorers, trouble);
                continue;
            }

            if (runner is null) trouble($"nobody was on base {from}");
            if (move.Out) outs++;
            else if (move.Scores) scorers.Add(runner ?? "");
            else Stand(next, move.To, runner ?? "", scorers, trouble);
        }

        if (outs > OutsMax) trouble($"{outs} outs");
        Outs = Math.Min(outs, OutsMax);
        _runners = next;
        return scorers;
    }

    private Move? MoveOf(PlayCode play, int from)
    {
        if (play.MoveFrom(from) is { } stated) return stated;
        return play.Kind == PlayKind.HomeRun && from > 0 && _runners[from] is not null ? new Move(from, Move.Home, Out: false) : null;
    }

    /// <summary>Puts a runner where he went. One who stands there already is forced on, as a base holds one.</summary>
    private static void Stand(string?[] next, int place, string runner, List<string> scorers, Action<string> trouble)
    {
        if (next[place] is { } there)
        {
            trouble($"two runners on base {place}; the one ahead was moved on");
            if (place + 1 < Move.Home) Stand(next, place + 1, there, scorers, trouble);
            else scorers.Add(there);
        }

        next[place] = runner;
    }
}
