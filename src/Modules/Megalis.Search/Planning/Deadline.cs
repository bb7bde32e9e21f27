namespace Megalis.Search.Planning;

/// <summary>The question took longer than it may.</summary>
internal sealed class TimeoutRefusedException : Exception;

/// <summary>How long one question may take. Whatever may walk far without finding anything asks it on the way. For one thread.</summary>
internal sealed class Deadline(TimeProvider time, TimeSpan limit)
{
    /// <summary>Small steps between two looks at the clock.</summary>
    private const int Stride = 512;

    private readonly long _began = time.GetTimestamp();
    private int _steps;

    public TimeSpan Elapsed => time.GetElapsedTime(_began);

    /// <summary>To be called for each small thing that is done: a form compared, a document tried.</summary>
    public void Step()
    {
        if (++_steps % Stride == 0)
            Check();
    }

    /// <exception cref="TimeoutRefusedException">Time is up.</exception>
    public void Check()
    {
        if (Elapsed > limit)
            throw new TimeoutRefusedException();
    }
}
