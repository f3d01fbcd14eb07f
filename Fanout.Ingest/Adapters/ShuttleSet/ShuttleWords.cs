namespace Fanout.Ingest.Adapters.ShuttleSet;

/// <summary>How a rally was won, in the words of the data set (Chinese; later editions have English), and in ours.</summary>
internal static class ShuttleWords
{
    public static bool IsWinner(string reason) => reason is "落地致勝" or "wins by landing";

    /// <summary>For readers; <see langword="null"/>: not stated, or in words that we do not know.</summary>
    public static string? Text(string reason) => reason switch
    {
        "落地致勝" or "wins by landing" => "Winner",
        "對手出界" or "opponent goes out of bounds" => "Opponent out",
        "對手掛網" or "opponent touched the net" => "Opponent into the net",
        "對手未過網" or "opponent not pass over the net" => "Opponent short of the net",
        "對手落點判斷失誤" or "opponent misjudged" => "Opponent misjudged the shuttle",
        "對手犯規" => "Fault of the opponent",
        _ => null,
    };
}
