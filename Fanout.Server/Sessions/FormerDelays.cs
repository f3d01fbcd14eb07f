using Fanout.Server.Topics;

namespace Fanout.Server.Sessions;

/// <summary>
/// Delays at which subscriptions were answered last, of those that are asked to change theirs: where none of what was
/// asked can be had, the subscription goes on as it was.
/// </summary>
internal sealed class FormerDelays
{
    private readonly Dictionary<Topic, uint> _seconds = [];

    public bool IsEmpty => _seconds.Count == 0;

    /// <summary>The subscription leaves a delay without having been answered at the next.</summary>
    public void Leave(Topic topic, uint seconds) => _seconds.TryAdd(topic, seconds);

    /// <summary>The subscription was answered.</summary>
    /// <param name="topic">Its topic.</param>
    /// <param name="seconds">At which delay.</param>
    /// <param name="isLast">No other answer is owed to it.</param>
    public void Answered(Topic topic, uint seconds, bool isLast)
    {
        if (isLast)
            _seconds.Remove(topic);
        else if (_seconds.ContainsKey(topic))
            _seconds[topic] = seconds;
    }

    /// <summary>The subscription is gone.</summary>
    public void Forget(Topic topic) => _seconds.Remove(topic);

    /// <summary>Where the subscription goes back to; false: it did not leave.</summary>
    public bool TryTake(Topic topic, out uint seconds) => _seconds.Remove(topic, out seconds);
}
