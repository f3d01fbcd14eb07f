namespace Fanout.Ingest.Adapters.Baseball;

/// <summary>
/// A play in the scoring notation of Retrosheet (retrosheet.org/eventfile.htm): <c>description/modifiers.advances</c>, as in
/// <c>S9/G.3-H;1-2</c>.
/// </summary>
/// <remarks>
/// What the notation implies is spelled out: a hit takes the batter to his base, a force leaves him on first, a stolen base moves its runner.
/// What it states wins over what it implies.
/// </remarks>
internal sealed class PlayCode
{
    private const int BatterAndBases = 4;

    private readonly Move?[] _moves = new Move?[BatterAndBases]; // by where they came from
    private readonly List<string> _wrong = [];

    private PlayCode(string text) => Text = text;

    /// <summary>As it was written.</summary>
    public string Text { get; }

    public PlayKind Kind { get; private set; } = PlayKind.Unknown;

    /// <summary>The batter's turn is over.</summary>
    public bool EndsTurn { get; private set; }

    /// <summary>A bunt or fly that brought a runner on at the price of an out.</summary>
    public bool IsSacrifice { get; private set; }

    /// <summary>Errors charged to the fielding side.</summary>
    public int Errors { get; private set; }

    /// <summary>What in it was not understood; empty when all was.</summary>
    public string Wrong => string.Join(", ", _wrong);

    public bool IsHit => Kind is PlayKind.Single or PlayKind.Double or PlayKind.Triple or PlayKind.HomeRun;

    /// <summary>Who moved or is out, the foremost runner first and the batter last.</summary>
    public IEnumerable<Move> Moves => _moves.Reverse().OfType<Move>();

    /// <summary>Runs of those whose move it states; on a home run those on base score without a word.</summary>
    public int Runs => Moves.Count(static move => move.Scores);

    /// <summary>Reads a play as far as it can be read; what cannot is in <see cref="Wrong"/>.</summary>
    public static PlayCode Read(string text)
    {
        var play = new PlayCode(text);
        // Marks of doubt and praise, for people only.
        var plain = string.Concat(text.ToUpperInvariant().Where(static sign => sign is not ('#' or '!' or ' ')));
        var advances = PlayText.Split(plain, '.');
        var modifiers = PlayText.Split(advances[0], '/');
        play.Describe(modifiers[0].TrimEnd('+', '-'));
        play.Modify(modifiers.Skip(1));
        foreach (var advance in advances.Skip(1).SelectMany(static list => PlayText.Split(list, ';'))) play.Advance(advance);
        play.Errors = PlayText.ErrorsIn(plain);
        // An interference is charged once, though the advance may name it again.
        if (play.Kind == PlayKind.Interference) play.Errors = Math.Max(1, PlayText.ErrorsIn(advances[0]));
        return play;
    }

    /// <summary>The move of who stood there; <see langword="null"/>: he stayed.</summary>
    public Move? MoveFrom(int place) => _moves[place];

    private void Describe(string description)
    {
        if (description.Length > 0 && PlayText.IsFielder(description[0]))
        {
            Field(description);
            return;
        }

        var parts = PlayText.Split(description, '+').SelectMany(static part => PlayText.Split(part, ';')).ToList();
        if (!DescribeTurn(parts[0]))
        {
            foreach (var part in parts) Run(part, isMain: true);
            return;
        }

        foreach (var part in parts.Skip(1)) Run(part, isMain: false);
    }

    /// <summary>What ends the batter's turn, or leaves everything as it was; false for what runners do by themselves.</summary>
    private bool DescribeTurn(string text)
    {
        var word = WordOf(text);
        switch (word)
        {
            case "NP":
                Kind = PlayKind.NoPlay;
                return true;
            case "FLE":
                Kind = PlayKind.FoulError;
                return true;
            case "K" or "KE":
                Kind = PlayKind.Strikeout;
                EndsTurn = true;
                _moves[0] = new Move(0, 1, Out: word == "K" && PlayText.ErrorsIn(text) == 0);
                return true;
        }

        var (kind, to) = word switch
        {
            "S" => (PlayKind.Single, 1),
            "D" or "DGR" => (PlayKind.Double, 2),
            "T" => (PlayKind.Triple, 3),
            "H" or "HR" => (PlayKind.HomeRun, Move.Home),
            "W" or "I" or "IW" => (PlayKind.Walk, 1),
            "HP" or "HBP" => (PlayKind.HitByPitch, 1),
            "C" => (PlayKind.Interference, 1),
            "E" => (PlayKind.Error, 1),
            "FC" => (PlayKind.FieldersChoice, 1),
            _ => (PlayKind.Unknown, 0),
        };
        if (to == 0) return false;
        Kind = kind;
        EndsTurn = true;
        _moves[0] = new Move(0, to, Out: false);
        return true;
    }

    /// <summary>What runners do while the batter waits.</summary>
    /// <param name="text">Such as <c>SB2</c> or <c>POCS2(14)</c>.</param>
    /// <param name="isMain">It is the play; otherwise it happened with a strikeout or a walk.</param>
    private void Run(string text, bool isMain)
    {
        var (head, brackets) = PlayText.Brackets(text);
        var word = WordOf(head).TrimEnd('H');
        var kind = word switch
        {
            "SB" or "POSB" => PlayKind.StolenBase,
            "CS" or "POCS" => PlayKind.CaughtStealing,
            "PO" => PlayKind.Pickoff,
            "WP" => PlayKind.WildPitch,
            "PB" => PlayKind.PassedBall,
            "BK" => PlayKind.Balk,
            "DI" => PlayKind.Indifference,
            "OA" or "OBA" => PlayKind.OtherAdvance,
            "E" when !isMain => PlayKind.Error,
            _ => PlayKind.Unknown,
        };
        if (isMain && (Kind == PlayKind.Unknown || kind == PlayKind.StolenBase)) Kind = kind;
        var to = head.Length == 0 ? 0 : head[^1] switch { '1' => 1, '2' => 2, '3' => 3, 'H' => Move.Home, _ => 0 };
        switch (kind)
        {
            case PlayKind.Unknown:
                _wrong.Add($"\"{text}\"");
                break;
            case PlayKind.StolenBase when to > 1:
                _moves[to - 1] = new Move(to - 1, to, Out: false);
                break;
            case PlayKind.CaughtStealing when to > 1:
                _moves[to - 1] = new Move(to - 1, to, PlayText.IsOut(brackets));
                break;
            case PlayKind.Pickoff when to is > 0 and < Move.Home:
                if (PlayText.IsOut(brackets)) _moves[to] = new Move(to, to, Out: true);
                break;
            case PlayKind.StolenBase or PlayKind.CaughtStealing or PlayKind.Pickoff:
                _wrong.Add($"\"{text}\"");
                break;
        }
    }

    /// <summary>A batted ball: fielders, and in brackets which runner they put out; without brackets it is the batter.</summary>
    private void Field(string text)
    {
        Kind = PlayKind.Out;
        EndsTurn = true;
        _moves[0] = new Move(0, 1, Out: false); // of several forced at most one stays: he
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            while (i < text.Length && (PlayText.IsFielder(text[i]) || text[i] == 'E')) i++;
            if (i == start)
            {
                _wrong.Add($"\"{text[start..]}\"");
                return;
            }

            var isOut = PlayText.ErrorsIn(text[start..i]) == 0;
            var place = 0;
            if (i < text.Length && text[i] == '(')
            {
                place = i + 2 < text.Length && text[i + 2] == ')' ? "B123".IndexOf(text[i + 1], StringComparison.Ordinal) : -1;
                i += 3;
            }

            if (place < 0)
            {
                _wrong.Add($"\"{text[start..]}\"");
                return;
            }

            _moves[place] = new Move(place, Math.Min(place + 1, Move.Home), isOut);
        }

        if (_moves[0] is { Out: false } && PlayText.ErrorsIn(text) > 0 && Moves.All(static move => !move.Out)) Kind = PlayKind.Error;
    }

    private void Modify(IEnumerable<string> modifiers)
    {
        foreach (var modifier in modifiers) IsSacrifice |= modifier.TrimEnd('+', '-') is "SF" or "SH" or "SAC";
    }

    /// <summary>One advance, such as <c>2XH(84)</c>.</summary>
    private void Advance(string text)
    {
        if (text.Length == 0) return;
        var (head, brackets) = PlayText.Brackets(text);
        var from = head.Length == 3 ? "B123".IndexOf(head[0], StringComparison.Ordinal) : -1;
        var to = head.Length == 3 ? "123H".IndexOf(head[2], StringComparison.Ordinal) + 1 : 0;
        if (from < 0 || to < 1 || head[1] is not ('-' or 'X'))
        {
            _wrong.Add($"\"{text}\"");
            return;
        }

        _moves[from] = new Move(from, to, head[1] == 'X' && PlayText.IsOut(brackets));
    }

    private static string WordOf(string text) => string.Concat(text.TakeWhile(static sign => sign is >= 'A' and <= 'Z'));
}
