namespace Fanout.Server.Tests.Delays;

/// <summary>What something was when: hashes, each from its time on.</summary>
internal sealed class Timeline
{
    private readonly List<(long AtMs, uint Hash)> _moments = [];

    public void Add(long atMs, uint hash)
    {
        if (_moments.Count == 0 || _moments[^1].Hash != hash)
            _moments.Add((atMs, hash));
    }

    /// <summary>What it was at a time that is not before the first.</summary>
    public uint At(long ms) => _moments.FindLast(moment => moment.AtMs <= ms).Hash;
}
