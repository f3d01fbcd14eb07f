namespace Fanout.Log;

/// <summary>Answer of <see cref="PartitionWriter.OpenAsync"/>.</summary>
/// <param name="Writer">The open writer; <see langword="null"/> if the partition could not be had.</param>
/// <param name="Lease">The writer's lease, or the one that stood in the way: where to forward to.</param>
/// <param name="End">Why there is no writer; <see cref="TenureEnd.None"/> with one. Try again later.</param>
public readonly record struct WriterOpening(PartitionWriter? Writer, Lease Lease, TenureEnd End);
