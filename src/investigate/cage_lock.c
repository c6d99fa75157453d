/*
 * investigate/cage_lock - see cage_lock.h. Every list here is what may be
 * done; what is not named is refused.
 */
#include "investigate/cage_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "investigate/cage.h"

#if defined(__SANITIZE_ADDRESS__)
#define UNDER_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_SANITIZER 1
#endif
#endif
#ifndef UNDER_SANITIZER
#define UNDER_SANITIZER 0
#endif

static bool limit(int what, rlim_t value)
{
	struct rlimit l = {value, value};

	return setrlimit((__rlimit_resource_t)what, &l) == 0;
}

bool cage_lock_limits(size_t memory_bytes, unsigned cpu_s, struct err *e)
{
	/* The sanitizers reserve terabytes of addresses. */
	bool ok = UNDER_SANITIZER || limit(RLIMIT_DATA, memory_bytes);

	ok = ok && limit(RLIMIT_CPU, cpu_s) && limit(RLIMIT_FSIZE, 0) &&
	     limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, CAGE_FILES_MAX + 16) &&
	     prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	     prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
	if (!ok)
		return fail(e, ERR_IO,
		    "検査用のプロセスに制限を付けられません。",
		    "The worker's limits could not be set.");
	return true;
}

static void end_filter(scmp_filter_ctx *f)
{
	if (*f)
		seccomp_release(*f);
}

static bool allow(scmp_filter_ctx f, const int *calls, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (seccomp_rule_add(f, SCMP_ACT_ALLOW, calls[i], 0) != 0)
			return false;
	return true;
}

static bool refuse(scmp_filter_ctx f, const int *calls, size_t n, int with)
{
	for (size_t i = 0; i < n; i++)
		if (seccomp_rule_add(f, SCMP_ACT_ERRNO((uint16_t)with), calls[i],
		        0) != 0)
			return false;
	return true;
}

static bool no_filter(struct err *e)
{
	return fail(e, ERR_IO,
	    "このカーネルではシステムコールを制限できないため、検査を始めません。",
	    "This kernel cannot filter system calls, so nothing is inspected.");
}

static bool export_filter(scmp_filter_ctx f, struct cage_filter *ret)
{
	AUTO(fd_end) int from = -1;
	AUTO(fd_end) int to = -1;
	int pipes[2];

	if (pipe2(pipes, O_CLOEXEC | O_NONBLOCK) != 0)
		return false;
	from = pipes[0];
	to = pipes[1];
	if (seccomp_export_bpf(f, to) != 0)
		return false;
	ssize_t n = read(from, ret->code, sizeof(ret->code));
	if (n <= 0 || (size_t)n == sizeof(ret->code))
		return false;
	ret->n = (size_t)n / sizeof(ret->code[0]);
	return true;
}

/* Stands for the worker's own number until the filter is put on. */
enum { MY_PID = 0x7E57CA9E };

/* SCMP_A0() and its like leave a member out, which clang does not take. */
static struct scmp_arg_cmp argument_is(unsigned which, uint64_t value)
{
	return (struct scmp_arg_cmp){which, SCMP_CMP_EQ, value, 0};
}

/*
 * What would reach other processes of this account when all of it were
 * allowed: signals by tgkill and by an owner of a descriptor, limits of
 * others; and code out of data.
 */
static bool allow_parts(scmp_filter_ctx f)
{
	static const int descriptor[] = {
	    F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC};
	static const int pages[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect)};
	const struct scmp_arg_cmp code =
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC);
	const struct scmp_arg_cmp no_code =
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);

	for (size_t i = 0; i < COUNT_OF(descriptor); i++)
		if (seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
		        argument_is(1, (uint64_t)descriptor[i])) != 0)
			return false;
	for (size_t i = 0; i < COUNT_OF(pages); i++)
		if (seccomp_rule_add(
		        f, SCMP_ACT_ALLOW, pages[i], 1, no_code) != 0 ||
		    seccomp_rule_add(
		        f, SCMP_ACT_ERRNO(EACCES), pages[i], 1, code) != 0)
			return false;
	return seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
	           argument_is(0, MY_PID)) == 0 &&
	       seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2,
	           argument_is(0, 0), argument_is(2, 0)) == 0;
}

static bool wear(struct sock_filter *code, size_t n, struct err *e)
{
	struct sock_fprog prog = {(unsigned short)n, code};

	/* For all threads, or for none: then it answers one that cannot. */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
		SECCOMP_FILTER_FLAG_TSYNC, &prog) != 0)
		return no_filter(e);
	return true;
}

bool cage_filter_wear(struct cage_filter *f, struct err *e)
{
	for (size_t i = 0; i < f->n; i++) /* a copy has another number */
		if (f->code[i].k == MY_PID)
			f->code[i].k = (uint32_t)getpid();
	return wear(f->code, f->n, e);
}

bool cage_lock_calls(struct err *e)
{
	struct cage_filter f = {.n = 0};

	return cage_filter_make(&f, false, e) && cage_filter_wear(&f, e);
}

/*
 * A nest copies itself and tells the copy's number. The copy takes its two
 * descriptors, dies with its caller, may send signals to itself only, of which
 * the nest cannot know the number, and puts on its last lock.
 */
static bool allow_nest(scmp_filter_ctx f)
{
	static const int all[] = {
	    SCMP_SYS(sendto), SCMP_SYS(dup3), SCMP_SYS(tgkill)};

	return allow(f, all, COUNT_OF(all)) &&
	       seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
	           argument_is(0, CAGE_COPY_FLAGS)) == 0 &&
	       seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1,
	           argument_is(0, PR_SET_PDEATHSIG)) == 0 &&
	       seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1,
	           argument_is(0, PR_SET_NO_NEW_PRIVS)) == 0 &&
	       seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(seccomp), 1,
	           argument_is(0, SECCOMP_SET_MODE_FILTER)) == 0;
}

/* Whoever else calls is let through here: the nest's filter judges that. */
bool cage_lock_copy(struct err *e)
{
	enum { NR = offsetof(struct seccomp_data, nr),
		FIRST = offsetof(struct seccomp_data, args) };
	struct sock_filter code[] = {
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, NR),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 8, 0),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_sendto, 7, 0),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_dup3, 6, 0),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prctl, 5, 0),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_seccomp, 4, 0),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_tgkill, 0, 2),
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, FIRST), /* the kernel's pid_t */
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)getpid(), 0, 1),
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)};

	return wear(code, COUNT_OF(code), e);
}

bool cage_filter_make(struct cage_filter *ret, bool of_nest, struct err *e)
{
	static const int may[] = {SCMP_SYS(read), SCMP_SYS(write),
	    SCMP_SYS(readv), SCMP_SYS(writev), SCMP_SYS(pread64),
	    SCMP_SYS(lseek), SCMP_SYS(fstat), SCMP_SYS(munmap), SCMP_SYS(mremap),
	    SCMP_SYS(brk), SCMP_SYS(madvise), SCMP_SYS(close),
	    SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn),
	    SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction),
	    SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
	    SCMP_SYS(futex), SCMP_SYS(getrandom), SCMP_SYS(recvmsg),
	    SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(sched_yield),
	    SCMP_SYS(sigaltstack)};
	static const int no[] = {SCMP_SYS(open), SCMP_SYS(openat),
	    SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(newfstatat),
	    SCMP_SYS(statx), SCMP_SYS(access),
	    SCMP_SYS(faccessat), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
	    SCMP_SYS(getcwd), SCMP_SYS(umask), SCMP_SYS(ioctl),
	    SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid),
	    SCMP_SYS(getegid), SCMP_SYS(uname), SCMP_SYS(sysinfo)};
	AUTO(end_filter) scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);

	/* A filter cannot look at paths, so what takes one is refused whole:
	 * with AT_EMPTY_PATH newfstatat still follows a path that is given. */
	if (!f || !allow(f, may, COUNT_OF(may)) || !allow_parts(f) ||
	    (of_nest && !allow_nest(f)) ||
	    !refuse(f, no, COUNT_OF(no), EACCES) || !export_filter(f, ret))
		return no_filter(e);
	return true;
}

/* Reading below these folders; 0 when the kernel has no landlock. */
static bool landlock_reading(void)
{
	static const char *const folders[] = {"/usr", "/lib", "/lib64",
	    "/etc/fonts", "/etc/ld.so.cache", "/dev/null", "/proc/self"};
	const uint64_t read_only = LANDLOCK_ACCESS_FS_EXECUTE |
	                           LANDLOCK_ACCESS_FS_READ_FILE |
	                           LANDLOCK_ACCESS_FS_READ_DIR;
	struct landlock_ruleset_attr attr = {
	    .handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1};
	int set = (int)syscall(
	    SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);

	if (set < 0)
		return errno == ENOSYS || errno == EOPNOTSUPP;
	for (size_t i = 0; i < COUNT_OF(folders); i++) {
		struct landlock_path_beneath_attr below = {
		    .allowed_access = read_only,
		    .parent_fd = open(folders[i], O_PATH | O_CLOEXEC)};
		if (below.parent_fd < 0)
			continue;
		long bad = syscall(SYS_landlock_add_rule, set,
		    LANDLOCK_RULE_PATH_BENEATH, &below, 0);
		if (bad && errno == EINVAL) { /* a file, not a folder */
			below.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE;
			syscall(SYS_landlock_add_rule, set,
			    LANDLOCK_RULE_PATH_BENEATH, &below, 0);
		}
		close(below.parent_fd);
	}
	bool ok = syscall(SYS_landlock_restrict_self, set, 0) == 0;
	close(set);
	return ok;
}

/* Opening for writing in any form. */
static bool refuse_writing(scmp_filter_ctx f)
{
	static const unsigned bits[] = {O_WRONLY, O_RDWR, O_CREAT, O_TRUNC};

	for (size_t i = 0; i < COUNT_OF(bits); i++) {
		struct scmp_arg_cmp open_flag =
		    SCMP_A1(SCMP_CMP_MASKED_EQ, bits[i], bits[i]);
		struct scmp_arg_cmp at_flag =
		    SCMP_A2(SCMP_CMP_MASKED_EQ, bits[i], bits[i]);
		if (seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(open), 1,
		        open_flag) != 0 ||
		    seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM),
		        SCMP_SYS(openat), 1, at_flag) != 0)
			return false;
	}
	return true;
}

bool cage_lock_program(struct err *e)
{
	static const int no[] = {SCMP_SYS(socket), SCMP_SYS(socketpair),
	    SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(fork),
	    SCMP_SYS(vfork), SCMP_SYS(clone), SCMP_SYS(clone3),
	    SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv),
	    SCMP_SYS(process_vm_writev), SCMP_SYS(kill), SCMP_SYS(tkill),
	    SCMP_SYS(openat2), SCMP_SYS(creat), SCMP_SYS(unlink),
	    SCMP_SYS(unlinkat), SCMP_SYS(rename), SCMP_SYS(renameat),
	    SCMP_SYS(renameat2), SCMP_SYS(mkdir), SCMP_SYS(mkdirat),
	    SCMP_SYS(rmdir), SCMP_SYS(link), SCMP_SYS(linkat),
	    SCMP_SYS(symlink), SCMP_SYS(symlinkat), SCMP_SYS(chmod),
	    SCMP_SYS(fchmod), SCMP_SYS(fchmodat), SCMP_SYS(chown),
	    SCMP_SYS(fchown), SCMP_SYS(fchownat), SCMP_SYS(truncate),
	    SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(unshare),
	    SCMP_SYS(setns), SCMP_SYS(chroot), SCMP_SYS(bpf),
	    SCMP_SYS(perf_event_open), SCMP_SYS(keyctl), SCMP_SYS(add_key),
	    SCMP_SYS(request_key), SCMP_SYS(userfaultfd),
	    SCMP_SYS(io_uring_setup), SCMP_SYS(io_uring_enter),
	    SCMP_SYS(io_uring_register), SCMP_SYS(mknod), SCMP_SYS(mknodat),
	    SCMP_SYS(tgkill), SCMP_SYS(rt_sigqueueinfo),
	    SCMP_SYS(rt_tgsigqueueinfo), SCMP_SYS(pidfd_open),
	    SCMP_SYS(pidfd_getfd), SCMP_SYS(pidfd_send_signal),
	    SCMP_SYS(process_madvise), SCMP_SYS(kcmp), SCMP_SYS(sendto),
	    SCMP_SYS(sendmsg), SCMP_SYS(sendmmsg), SCMP_SYS(listen),
	    SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(setxattr),
	    SCMP_SYS(lsetxattr), SCMP_SYS(fsetxattr), SCMP_SYS(removexattr),
	    SCMP_SYS(lremovexattr), SCMP_SYS(fremovexattr),
	    SCMP_SYS(utime), SCMP_SYS(utimes), SCMP_SYS(futimesat),
	    SCMP_SYS(utimensat), SCMP_SYS(lchown), SCMP_SYS(symlinkat),
	    SCMP_SYS(shmget), SCMP_SYS(shmat), SCMP_SYS(shmctl),
	    SCMP_SYS(semget), SCMP_SYS(semop), SCMP_SYS(semctl),
	    SCMP_SYS(msgget), SCMP_SYS(msgsnd), SCMP_SYS(msgctl),
	    SCMP_SYS(mq_open), SCMP_SYS(mq_unlink), SCMP_SYS(pivot_root),
	    SCMP_SYS(open_by_handle_at), SCMP_SYS(name_to_handle_at),
	    SCMP_SYS(fsopen), SCMP_SYS(fsmount), SCMP_SYS(fspick),
	    SCMP_SYS(move_mount), SCMP_SYS(open_tree), SCMP_SYS(swapon),
	    SCMP_SYS(swapoff), SCMP_SYS(reboot), SCMP_SYS(kexec_load),
	    SCMP_SYS(init_module), SCMP_SYS(finit_module),
	    SCMP_SYS(delete_module), SCMP_SYS(settimeofday),
	    SCMP_SYS(clock_settime), SCMP_SYS(sethostname),
	    SCMP_SYS(setdomainname), SCMP_SYS(acct), SCMP_SYS(quotactl),
	    SCMP_SYS(setpriority), SCMP_SYS(sched_setaffinity),
	    SCMP_SYS(sched_setscheduler), SCMP_SYS(ioprio_set)};
	AUTO(end_filter) scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);

	if (!landlock_reading() || !f || !refuse(f, no, COUNT_OF(no), EPERM) ||
	    !refuse_writing(f) || seccomp_load(f) != 0)
		return no_filter(e);
	return true;
}
