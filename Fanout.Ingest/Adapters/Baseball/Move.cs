namespace Fanout.Ingest.Adapters.Baseball;

/// <summary>What became of one player in a play.</summary>
/// <param name="From">Where he stood: 0 at bat, 1 to 3 on a base.</param>
/// <param name="To">Where he went: 1 to 3, or 4 for home. Of one who is out, where he was put out.</param>
internal readonly record struct Move(int From, int To, bool Out)
{
    public const int Home = 4;

    public bool Scores => To == Home && !Out;
}
