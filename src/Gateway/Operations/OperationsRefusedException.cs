namespace Gateway.Operations;

/// <summary>The address of <c>Operations</c> as it is written cannot be had.</summary>
internal sealed class OperationsRefusedException(string message, Exception inner) : Exception(message, inner);
