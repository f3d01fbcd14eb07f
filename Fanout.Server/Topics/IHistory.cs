namespace Fanout.Server.Topics;

/// <summary>A history as the budget sees it.</summary>
internal interface IHistory
{
    /// <summary>Drops this point if it is the oldest one held and not the newest.</summary>
    void Drop(object point);
}
