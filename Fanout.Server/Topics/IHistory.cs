namespace Fanout.Server.Topics;

/// <summary>A history as the budget sees it.</summary>
internal interface IHistory
{
    /// <summary>
    /// Drops the point of this number, of all that it ever had, if it is the oldest one held and not the newest. Returns
    /// the bytes that went by that, of those that it had the budget count: of points whose changes are still needed, they
    /// go later.
    /// </summary>
    long Drop(long number);
}
